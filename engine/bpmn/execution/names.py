"""Case data and the names that expressions see: one dict for the case, small frames for inner scopes.

Data is shared, never copied from token to token. A frame holds what belongs to one scope or one instance
of a multi-instance activity; a name is read and written in the innermost frame that has it, else in the
case data, or in the outermost frame of a call with mappings of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.bpmn.expressions import feel_environment, time_names, typed
from engine.errors import LimitError

if TYPE_CHECKING:
    from datetime import datetime

    from engine.bpmn.execution.case import CaseWorkflow
    from engine.bpmn.execution.scope import ScopeWorkflow
    from engine.bpmn.execution.token import Token

DATA_LIMIT = 1_000_000
"""Bytes of case data as JSON."""

_MISSING = object()


class Names(Mapping[str, Any]):
    """Frames, innermost first, and behind them the read-only names of the environment."""

    __slots__ = ("_around", "_frames", "_types", "feel_environment")

    def __init__(self, frames: tuple[Mapping[str, Any], ...], data: Data) -> None:
        self._frames = frames
        self._around = data.around
        self._types = data.types
        self.feel_environment = data.feel

    def __getitem__(self, name: str) -> Any:
        """The value in the innermost frame that has the name; a KeyError where none has."""
        for frame in self._frames:
            value = frame.get(name, _MISSING)
            if value is not _MISSING:
                kind = self._types.get(name)
                return value if kind is None else typed(value, kind)
        return self._around[name]

    def __contains__(self, name: object) -> bool:
        """Whether any frame has the name."""
        return any(name in frame for frame in self._frames) or name in self._around

    def __iter__(self) -> Iterator[str]:
        """Every name once."""
        seen: set[str] = set()
        for frame in (*self._frames, self._around):
            for name in frame:
                if name not in seen:
                    seen.add(name)
                    yield name

    def __len__(self) -> int:
        """How many names there are."""
        return sum(1 for _ in self)


class Data:
    """The case data, its frames and its size."""

    def __init__(self, case: CaseWorkflow, *, at: datetime, environment: Mapping[str, Any]) -> None:
        self.case = case
        self.case_data: dict[str, Any] = {}
        self.changed = False
        self.types = case.definition.types
        self._size: int | None = None
        self.begin_command(at=at, environment=environment)

    def begin_command(self, *, at: datetime, environment: Mapping[str, Any]) -> None:
        """The clock and the read-only names of one command."""
        self.at = at
        self.environment = environment
        self.around: dict[str, Any] = {**environment, **time_names(at)}
        self.feel = feel_environment(at, self.case.definition.calendar)

    def frames(self, scope: ScopeWorkflow) -> tuple[dict[str, Any], ...]:
        """The frames that a scope sees, innermost first, down to the case data."""
        if scope.frames is None:
            own = () if scope.frame is None else (scope.frame,)
            if scope.isolated:
                scope.frames = own
            elif scope.host is None:
                scope.frames = (*own, self.case_data)
            else:
                scope.frames = (*own, *self._locals(scope.host), *self.frames(scope.host.workflow))
        return scope.frames

    def frames_of(self, token: Token) -> tuple[dict[str, Any], ...]:
        """The frames that a token sees."""
        return (*self._locals(token), *self.frames(token.workflow))

    def _locals(self, token: Token) -> tuple[dict[str, Any], ...]:
        own = token.internal_data.get("locals")
        return () if own is None else (own,)

    def of(self, token: Token, extra: Mapping[str, Any] | None = None) -> Names:
        """The names for an expression at a token; ``extra`` hides all others."""
        frames: tuple[Mapping[str, Any], ...] = self.frames_of(token)
        return Names(frames if extra is None else (extra, *frames), self)

    def of_scope(self, scope: ScopeWorkflow, extra: Mapping[str, Any] | None = None) -> Names:
        """The names for an expression of a scope, where there is no token."""
        frames: tuple[Mapping[str, Any], ...] = self.frames(scope)
        return Names(frames if extra is None else (extra, *frames), self)

    def write(self, frames: tuple[dict[str, Any], ...], values: Mapping[str, Any]) -> None:
        """Writes each value to the innermost frame that has its name, else to the outermost.

        Raises ``LimitError`` before anything is written, where the case data would grow too large.
        """
        if not values:
            return
        self._reserve(values)
        for name, value in values.items():
            for frame in frames:
                if name in frame:
                    frame[name] = value
                    break
            else:
                frames[-1][name] = value
        self.case.report.written = {**self.case.report.written, **values}
        self.changed = True

    def _reserve(self, values: Mapping[str, Any]) -> None:
        if self._size is None:
            self._size = _size_of(self.case_data)
        size = self._size
        for name, value in values.items():
            size += _size_of(value) + len(name) + 4
            if name in self.case_data:
                size -= _size_of(self.case_data[name]) + len(name) + 4
        if size > DATA_LIMIT:
            raise LimitError(
                limit="data",
                message=f"The data of a case may take {DATA_LIMIT:,} bytes; this would make it {size:,}. "
                "Keep documents as materials and put only their references into the case.",
                message_zh=f"办件数据不得超过 {DATA_LIMIT:,} 字节，本次写入后为 {size:,}。请将文件作为材料保存，办件中只存引用。",
            )
        self._size = size


def _size_of(value: Any) -> int:
    kind = type(value)
    if kind is str:
        return len(value) * 3 + 2 if not value.isascii() else len(value) + 2
    if kind is bool or value is None:
        return 5
    if kind is int or kind is float:
        return 8
    if not value:
        return 2
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
