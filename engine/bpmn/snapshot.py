"""The state of a case as bytes: a versioned codec, JSON under zstd, live tokens only, never the definition.

``b"TB"``, one byte of version, one zstd frame. Version 1 holds a JSON object::

    c  counter of ids            s  state               o  outcomes          d  case data
    p  scopes  [id, spec, host token, extras]           t  tokens  [id, node, scope, role, state, parent, flow, inner]
    q  queue of operations       f  operations set aside                     j  joins that depend on other tokens
    m  instances that only wait for a person, by activity: runs of
       [first number of the ids, first index, length, …]

Lists keep their order, which is the order in which things came to be; two runs over the same inputs give the
same bytes. Old versions load for ever: a new one gets a new number and a reader (``tests/states/``).
"""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import zstandard

from engine.bpmn.execution.case import CaseWorkflow
from engine.bpmn.execution.scope import ScopeWorkflow
from engine.bpmn.execution.token import Token
from engine.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.bpmn.definition import Definition

MAGIC = b"TB"
VERSION = 1
MAX_SIZE = 64 * 1024 * 1024
"""Bytes that a snapshot may unpack to."""
_ROLES = {"flow": "", "instance": "i", "listener": "l", "gone": "x"}
_ROLE_OF = {letter: role for role, letter in _ROLES.items()}


class _Zstd(threading.local):
    """zstd contexts are not to be shared by threads."""

    def __init__(self) -> None:
        self.out = zstandard.ZstdCompressor(level=3, write_checksum=False)
        self.into = zstandard.ZstdDecompressor()


_zstd = _Zstd()


def dump(case: CaseWorkflow) -> bytes:
    """The state of a case as bytes."""
    text = json.dumps(_state(case), ensure_ascii=False, separators=(",", ":"))
    return MAGIC + bytes([VERSION]) + _zstd.out.compress(text.encode("utf-8", "surrogatepass"))


def unpack(snapshot: bytes) -> dict[str, Any]:
    """The JSON of a snapshot. Raises ``InvalidInputError`` for bytes that are none, or of a newer version."""
    if snapshot[:2] != MAGIC or len(snapshot) <= len(MAGIC) + 1:
        raise InvalidInputError("These bytes are not the state of a case.", "此数据不是办件状态。")
    if snapshot[2] != VERSION:
        raise InvalidInputError(
            f"The state has version {snapshot[2]}; this program reads up to {VERSION}. Update the program.",
            f"办件状态版本为 {snapshot[2]}，本程序最高支持 {VERSION}，请升级程序。",
        )
    try:
        text = _zstd.into.decompress(snapshot[3:], max_output_size=MAX_SIZE)
    except zstandard.ZstdError as error:
        raise InvalidInputError("The state of the case is damaged.", "办件状态数据已损坏。") from error
    state: dict[str, Any] = json.loads(text.decode("utf-8", "surrogatepass"))
    return state


def data_of(snapshot: bytes) -> dict[str, Any]:
    """The case data alone, without loading the case."""
    data: dict[str, Any] = unpack(snapshot)["d"]
    return data


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """Where a case stands: an element, how many tokens are there, and in which scope (as in ``Step.scope``)."""

    element_id: str
    scope: str
    tokens: int


def positions(snapshot: bytes) -> tuple[Position, ...]:
    """Where the tokens of a case are, those that wait at joins included, without loading it.

    Listening events do not count; a multi-instance activity counts once for itself and once for each instance.
    """
    state = unpack(snapshot)
    hosts = {row[0]: row[2] or "" for row in state.get("p", ())}
    places: Counter[tuple[str, str]] = Counter()
    nodes = {}
    for token_id, node, scope, role, _, parent, *_ in state.get("t", ()):
        nodes[token_id] = node
        if role in ("", "i"):
            places[node, parent or hosts.get(scope, "")] += 1
    for host, runs in state.get("m", {}).items():
        places[nodes[host], host] += sum(runs[2::3])
    for _, _, host, extras in state.get("p", ()):
        for node, arrivals in extras.get("arrivals", {}).items():
            places[node, host or ""] += sum(arrivals.values())
    return tuple(
        Position(element_id=node, scope=scope, tokens=count)
        for (node, scope), count in places.items()
        if count
    )


def state_hash(snapshot: bytes) -> str:
    """SHA-256 of what a snapshot says, independent of how it was compressed."""
    if snapshot[:2] != MAGIC:
        unpack(snapshot)
    text = _zstd.into.decompress(snapshot[3:], max_output_size=MAX_SIZE)
    return hashlib.sha256(snapshot[2:3] + text).hexdigest()


def _state(case: CaseWorkflow) -> dict[str, Any]:
    state: dict[str, Any] = {"c": case.counter, "s": case.state, "d": case.data}
    if case.outcomes:
        state["o"] = case.outcomes
    if case.scopes:
        state["p"] = [_scope_row(scope) for scope in case.scopes.values()]
        untold: set[str] = set()
        dormant = {
            token.id: runs
            for token in case.tokens.values()
            if "loop" in token.internal_data
            and token.alive
            and (runs := case.dormant.told_in_runs(token, untold))
        }
        state["t"] = [_token_row(token) for token in _by_age(case.tokens) if token.id not in untold]
        if dormant:
            state["m"] = dormant
    if case.queue:
        state["q"] = list(case.queue)
    if case.failed:
        state["f"] = case.failed
    if case.joining.waiting:
        state["j"] = [list(key) for key in case.joining.waiting]
    return state


def _by_age(tokens: Mapping[str, Token]) -> list[Token]:
    return sorted(tokens.values(), key=lambda token: int(token.id[1:]))


def _token_row(token: Token) -> list[Any]:
    return [
        token.id,
        token.task_spec.name,
        token.workflow.id,
        _ROLES[token.role],
        token._state,
        token._parent,
        token.flow_id,
        token.internal_data,
    ]


_EXTRAS = ("arrivals", "resets", "done", "frame", "ending", "outcomes", "isolated", "completed", "undone")


def _scope_row(scope: ScopeWorkflow) -> list[Any]:
    extras = {name: value for name in _EXTRAS if (value := getattr(scope, name))}
    return [scope.id, scope.spec.name, scope.parent_task_id, extras]


def load(
    definition: Definition,
    snapshot: bytes,
    *,
    at: datetime,
    environment: Mapping[str, Any],
    prunes: bool = True,
) -> CaseWorkflow:
    """A running case from its state. Raises ``InvalidInputError`` where the definition has not what it needs."""
    state = unpack(snapshot)
    case = CaseWorkflow(definition, at=at, environment=environment, prunes=prunes)
    case.counter = state["c"]
    case.state = state["s"]
    case.completed = case.state != "running"
    case.names.case_data.update(state["d"])
    case.outcomes = state.get("o", [])
    rows = state.get("t", ())
    scopes = {row[0]: row for row in state.get("p", ())}
    tokens_by_id = {row[0]: row for row in rows}
    for scope_id in scopes:
        _load_scope(case, scope_id, scopes, tokens_by_id)
    for row in rows:
        token = case.tokens.get(row[0]) or _load_token(case, row)
        scope = token.workflow
        scope.tasks[token.id] = token
    ordered = {row[0]: case.tokens[row[0]] for row in rows}
    case.tokens = ordered
    for token in ordered.values():
        _index(case, token)
    for host_id, runs in state.get("m", {}).items():
        case.dormant.lay(case.tokens[host_id], runs)
    case.queue = deque(state.get("q", ()))
    case.failed = state.get("f", [])
    case.joining.waiting = {(row[0], row[1]): None for row in state.get("j", ())}
    return case


def _load_scope(
    case: CaseWorkflow, scope_id: str, scopes: Mapping[str, list[Any]], tokens: Mapping[str, list[Any]]
) -> ScopeWorkflow:
    found = case.scopes.get(scope_id)
    if found is not None:
        return found
    _, spec_name, host_id, extras = scopes[scope_id]
    host = None
    if host_id is not None:
        row = tokens[host_id]
        _load_scope(case, row[2], scopes, tokens)
        host = case.tokens.get(host_id) or _load_token(case, row)
    spec = case.definition.scopes.get(spec_name)
    if spec is None:
        raise _missing(spec_name)
    scope = ScopeWorkflow(case, spec, scope_id, host)
    if host is not None:
        scope.calls += host.task_spec.kind == "callActivity"
    for name, value in extras.items():
        setattr(scope, name, value)
    case.scopes[scope_id] = scope
    return scope


def _load_token(case: CaseWorkflow, row: list[Any]) -> Token:
    token_id, node_name, scope_id, role, state, parent, flow_id, inner = row
    node = case.definition.nodes.get(node_name)
    if node is None:
        raise _missing(node_name)
    token = Token(
        case.scopes[scope_id],
        node,
        token_id,
        role=_ROLE_OF[role],
        parent=parent,
        flow_id=flow_id,
        state=state,
    )
    token.internal_data = inner
    case.tokens[token_id] = token
    return token


def _index(case: CaseWorkflow, token: Token) -> None:
    if not token.alive:
        return
    if token.role == "flow":
        token.workflow.live += 1
    parent = token.parent
    if parent is not None:
        parent._children[token.id] = None
    for wait in token.internal_data.get("waits", ()):
        case.catching.index(token, wait)


def _missing(name: str) -> InvalidInputError:
    return InvalidInputError(
        f"The case stands at '{name}', which this definition does not have. Use the definition it was opened with.",
        f"办件停留在“{name}”，而此版本定义中没有该元素。请使用办件立案时的定义版本。",
    )
