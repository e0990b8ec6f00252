"""The adapter's part for decisions: translates the runner's values and asks :mod:`engine.dmn`."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.dmn import Decided, Model, read
from engine.feel import (
    Date,
    DateTime,
    DaysTimeDuration,
    Environment,
    FeelContext,
    Range,
    Time,
    YearsMonthsDuration,
    to_json,
)
from engine.feel.temporal.text import read_date, read_date_time, read_time
from engine.feel.values import Function

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NANOS = 10**9
_KEPT = 8
"""Models that are kept compiled; the runner asks one after the other."""

_READERS: dict[str, Callable[[Any], Any]] = {
    "date": read_date,
    "time": read_time,
    "datetime": read_date_time,
    "ymd": lambda months: YearsMonthsDuration(int(months)),
    "dtd": lambda seconds: DaysTimeDuration(int(Decimal(seconds) * _NANOS)),
}
_KINDS = {Date: "date", Time: "time", DateTime: "datetime"}


class Decisions:
    """Evaluates whole decisions as the product does; a model that is not flawless is read as a draft."""

    def __init__(self) -> None:
        self._models: dict[str, Model] = {}

    def dmn(self, path: str, kind: str, invocable: str | None, node: str, inputs: Mapping[Any, Any]) -> Any:
        """The value of one decision, service or knowledge model in the runner's own values."""
        model = self._model(path)
        world = Environment(now=datetime.now(UTC).astimezone())
        given = FeelContext({_full(key): entering(value) for key, value in inputs.items()})
        kinds = {each.name: each.kind for each in model.invocables}
        if kind == "decisionService" or kinds.get(node) == "service":
            name = invocable or node
            decided = model.evaluate_service(name, given, environment=world)
            return leaving(_output(decided, node, name))
        if kind == "bkm":
            return leaving(model.invoke(invocable or node, given, environment=world).value)
        return leaving(model.decide(node, given, environment=world).value)

    def _model(self, path: str) -> Model:
        found = self._models.get(path)
        if found is None:
            here = Path(path)
            files = {each.name: each.read_bytes() for each in sorted(here.parent.glob("*.dmn"))}
            if len(self._models) >= _KEPT:
                self._models.pop(next(iter(self._models)))
            found = self._models[path] = read(files, main=here.name, draft=True)
        return found


def _full(key: Any) -> str:
    """The runner names inputs twice, as ``name`` and as ``(namespace, name)``."""
    return key if isinstance(key, str) else f"{{{key[0]}}}{key[1]}"


def _output(decided: Decided, node: str, service: str) -> Any:
    """The runner asks a service of several outputs for each of them by name."""
    value = decided.value
    if node != service and isinstance(value, dict) and node in value and len(value) > 1:
        return value[node]
    return value


def entering(value: Any) -> Any:
    """A value of the runner as a FEEL value."""
    if isinstance(value, list):
        return [entering(each) for each in value]
    if isinstance(value, dict):
        return {key: entering(each) for key, each in value.items()}
    reader = _READERS.get(getattr(value, "kind", ""))
    return value if reader is None else reader(value.value)


def leaving(value: Any) -> Any:
    """A FEEL value as a value of the runner."""
    suite: Any = importlib.import_module("dmn_tck")
    if isinstance(value, list):
        return [leaving(each) for each in value]
    if isinstance(value, dict):
        return {key: leaving(each) for key, each in value.items()}
    if isinstance(value, (YearsMonthsDuration, DaysTimeDuration)):
        return _duration(suite, value)
    if isinstance(value, Range):
        return suite.Range(leaving(value.start), value.start_included, leaving(value.end), value.end_included)
    if isinstance(value, Function):
        return suite.Fn([], None)
    kind = _KINDS.get(type(value))
    return value if kind is None else suite.V(kind, getattr(suite, f"norm_{kind}")(to_json(value)))


def _duration(suite: Any, value: YearsMonthsDuration | DaysTimeDuration) -> Any:
    if isinstance(value, YearsMonthsDuration):
        return suite.V("ymd", value.months)
    return suite.V("dtd", Decimal(value.nanos) / _NANOS)
