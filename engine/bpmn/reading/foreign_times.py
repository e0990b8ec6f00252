"""Times that other engines write and that are neither ISO 8601 nor FEEL: cron, ``1d2h``, ``PT${n}M``."""

from __future__ import annotations

import json
import re

from engine.bpmn.reading.foreign_expressions import translate

_SHORT = re.compile(
    r"(?=\d)(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m(?!s))?(?:(?P<seconds>\d+)s)?"
    r"(?:(?P<milliseconds>\d+)(?:ms)?)?"
)
_HOLE = re.compile(r"[$#]\{([^{}]*)\}")
_EVERY = re.compile(r"(?:0|\*)/(\d+)")
_CRON = re.compile(r"[\d*?/,LW#A-Za-z-]+(?:\s+[\d*?/,LW#A-Za-z-]+){4,6}")
_WITHOUT_SECONDS = 5
_ANY = frozenset({"*", "?"})
_UNITS = (("S", 60), ("M", 60), ("H", 24))


def iso_time(source: str, name: str) -> str | None:
    """The same time as ISO 8601 (``timeCycle``: a cycle) or as FEEL that makes it; None if there is none.

    ``name`` is the element that holds the time.
    """
    text = source.strip()
    if is_cron(text):
        return _cycle(text.split()) if name == "timeCycle" else None
    if _HOLE.search(text) is not None:
        return _template(text)
    first, mark, period = text.partition("###")
    duration = _short(period if mark else first)
    if duration is None or (mark and _short(first) is None):
        return None
    return f"R/{duration}" if name == "timeCycle" else duration


def is_cron(text: str) -> bool:
    """Whether a text is a cron expression: five to seven fields, at least one of them open."""
    fields = text.split()
    return _CRON.fullmatch(text.strip()) is not None and any(
        field in _ANY or "/" in field for field in fields
    )


def _cycle(fields: list[str]) -> str | None:
    """``0 0/5 * * * ?`` as ``R/PT5M``: only what is the same stretch of time again and again."""
    seconds = fields if len(fields) > _WITHOUT_SECONDS else ["0", *fields]
    clock, rest = seconds[: len(_UNITS)], seconds[len(_UNITS) :]
    if any(field not in _ANY for field in rest):
        return None
    for place, (unit, whole) in enumerate(_UNITS):
        field = clock[place]
        every = _EVERY.fullmatch(field)
        if field in _ANY or every is not None:
            number = 1 if every is None else int(every[1])
            later = clock[place + 1 :]
            fits = number > 0 and whole % number == 0 and all(each in _ANY for each in later)
            return f"R/PT{number}{unit}" if fits else None
        if not field.isdigit():
            return None
    return None


def _short(text: str) -> str | None:
    """``1d2h30m5s500ms`` (jBPM; a number alone is milliseconds) as an ISO 8601 duration."""
    found = _SHORT.fullmatch(text.strip())
    if found is None:
        return None
    parts = {name: int(value or 0) for name, value in found.groupdict().items()}
    milliseconds = parts.pop("milliseconds") + 1000 * parts.pop("seconds")
    seconds = f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")
    return f"P{parts['days']}DT{parts['hours']}H{parts['minutes']}M{seconds}S"


def _template(text: str) -> str | None:
    """``R3/PT${n}M`` as FEEL that puts the text together; the holes must be translatable."""
    pieces: list[str] = []
    place = 0
    for hole in _HOLE.finditer(text):
        if hole.start() > place:
            pieces.append(json.dumps(text[place : hole.start()], ensure_ascii=False))
        inner = translate(hole[1])
        if inner is None:
            return None
        pieces.append(f"string({inner})")
        place = hole.end()
    if place < len(text):
        pieces.append(json.dumps(text[place:], ensure_ascii=False))
    return " + ".join(pieces)
