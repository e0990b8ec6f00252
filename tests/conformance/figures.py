"""Figures of a conformance run: counted from the runner's records, shown as a table, held against the README's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

BEGIN, END = "<!-- conformance:begin -->", "<!-- conformance:end -->"
_ROW = re.compile(
    r"^\|\s*(?P<title>[^|]+?)\s*\|\s*(?P<passed>[\d,]+)\s*\|\s*(?P<total>[\d,]+)\s*\|", re.MULTILINE
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """How many cases of a kind pass."""

    title: str
    passed: int
    total: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.passed / self.total if self.total else 0.0


@dataclass(frozen=True)
class _Line:
    title: str
    suite: str
    counts: Callable[[Mapping[str, Any]], bool]


def _is_core(case: Mapping[str, Any]) -> bool:
    return not case["debatable"] and "messageFlow" not in case["features"]


_LINES = (
    _Line("DMN TCK level 2", "dmn", lambda case: "L2" in case["features"]),
    _Line(
        "DMN TCK level 2, a value expected",
        "dmn",
        lambda case: "L2" in case["features"] and not case["null_only"],
    ),
    _Line("DMN TCK level 3", "dmn", lambda case: "L3" in case["features"]),
    _Line(
        "DMN TCK level 3, a value expected",
        "dmn",
        lambda case: "L3" in case["features"] and not case["null_only"],
    ),
    _Line("betsy", "betsy", lambda _: True),
    _Line("betsy, without its own defects", "betsy", lambda case: not case["impossible"]),
    _Line("betsy, models to be refused", "betsy_negative", lambda _: True),
    _Line("token simulation", "tokensim", lambda _: True),
    _Line("token simulation, core", "tokensim", _is_core),
    _Line("MIWG reference models read", "miwg", lambda case: case["features"] == ["reference"]),
    _Line("models of other vendors read", "engine_models", lambda _: True),
)


def figures(records: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Figure]:
    """The lines of the table for the suites that ran."""
    found = []
    for line in _LINES:
        cases = [case for case in records.get(line.suite, ()) if line.counts(case)]
        if cases:
            passed = sum(bool(case["ok"]) for case in cases)
            found.append(Figure(title=line.title, passed=passed, total=len(cases)))
    return found


def table(lines: Sequence[Figure]) -> str:
    """The figures as Markdown."""
    rows = [f"| {each.title} | {each.passed:,} | {each.total:,} | {each.share:.1%} |" for each in lines]
    return "\n".join(["| suite | passed | cases | share |", "|---|--:|--:|--:|", *rows])


def promised(readme: str) -> dict[str, Figure]:
    """The figures that the README states, by title; empty where it has no table."""
    start, stop = readme.find(BEGIN), readme.find(END)
    if start < 0 or stop < start:
        return {}
    return {
        row["title"]: Figure(title=row["title"], passed=_number(row["passed"]), total=_number(row["total"]))
        for row in _ROW.finditer(readme[start:stop])
    }


def _number(written: str) -> int:
    return int(written.replace(",", ""))


def fallen(lines: Sequence[Figure], promises: Mapping[str, Figure]) -> list[str]:
    """Sentences about figures below those of the README. Another number of cases is compared by share."""
    said = []
    for each in lines:
        promise = promises.get(each.title)
        if promise is None:
            continue
        same_cases = promise.total == each.total
        if each.passed < promise.passed if same_cases else each.share < promise.share:
            said.append(
                f"{each.title}: {each.passed} of {each.total}, the README says {promise.passed} of {promise.total}"
            )
    return said


def with_table(readme: str, lines: Sequence[Figure]) -> str:
    """The README with its table replaced."""
    start, stop = readme.find(BEGIN), readme.find(END)
    if start < 0 or stop < start:
        raise ValueError(
            f"The README has no place for the table: write {BEGIN} and {END} where it shall stand."
        )
    return f"{readme[: start + len(BEGIN)]}\n{table(lines)}\n{readme[stop:]}"
