"""What the elements of a diagram do to a case besides moving its tokens.

Element properties (``spiffworkflow:properties``) speak to the platform: ``caseStatus``, ``notice``,
``notify``, ``documentKind``, ``outcome``. They act when the element is entered; with ``OnComplete``
behind the name, when it is completed. Here they are read off the steps of one transition, in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.domain.statuses import TERMINATED, WITHDRAWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from engine.bpmn.transition import Transition
    from engine.domain.clock import CaseClock, TimeLimit
    from engine.domain.statuses import StatusList

Outcome: TypeAlias = Literal["completed", "denied", "rejected", "referred", "withdrawn", "terminated"]
_STATUS_OF_OUTCOME: dict[str, str] = {
    "completed": "80",
    "denied": "61",
    "rejected": "31",
    "referred": "92",
    "withdrawn": WITHDRAWN,
    "terminated": TERMINATED,
}
_SUFFIX = {"entered": "", "completed": "OnComplete"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Something an element asked for: ``key`` is a template, a lane or a kind of document."""

    element_id: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What one transition did to the case around the diagram."""

    status: str
    clock: CaseClock
    accepted_at: datetime | None
    outcome: str | None
    is_closed: bool
    notices: tuple[Asked, ...]
    notified: tuple[Asked, ...]
    documents: tuple[Asked, ...]


@dataclass(frozen=True, kw_only=True)
class Before:
    """What the effects start from."""

    status: str
    clock: CaseClock
    accepted_at: datetime | None
    limit: TimeLimit


def effects_of(
    transition: Transition,
    properties: Callable[[str], Mapping[str, str]],
    *,
    before: Before,
    statuses: StatusList,
    at: datetime,
) -> Effects:
    """Read the properties of every element the transition touched.

    Raises:
        InvalidInputError: for a status that is not in the list (deployment checks it before).
    """
    asked = list(_asked(transition, properties))
    status, clock, accepted_at = before.status, before.clock, before.accepted_at
    outcome: str | None = None
    for element_id, name, value in asked:
        if name == "caseStatus":
            entered = statuses[value]
            status, clock = entered.code, clock.entered(entered, at=at, limit=before.limit)
            accepted_at = accepted_at or (at if entered.clock == "running" else None)
        elif name == "outcome" and element_id in (transition.outcome or "").split(","):
            outcome = value
    is_closed = transition.state != "running"
    if is_closed:
        outcome = outcome or ("terminated" if transition.state == "terminated" else "completed")
        if not statuses[status].is_terminal:
            status = _STATUS_OF_OUTCOME.get(outcome, TERMINATED)
            clock = clock.entered(statuses[status], at=at, limit=before.limit)
    return Effects(
        status=status,
        clock=clock,
        accepted_at=accepted_at,
        outcome=outcome,
        is_closed=is_closed,
        notices=_those(asked, "notice"),
        notified=_those(asked, "notify"),
        documents=_those(asked, "documentKind"),
    )


def _asked(
    transition: Transition, properties: Callable[[str], Mapping[str, str]]
) -> Iterator[tuple[str, str, str]]:
    for step in transition.steps:
        suffix = _SUFFIX.get(step.action)
        if suffix is None:
            continue
        own = properties(step.element_id)
        for name in ("caseStatus", "notice", "notify", "documentKind", "outcome"):
            value = own.get(name + suffix)
            if value:
                yield step.element_id, name, value


def _those(asked: list[tuple[str, str, str]], name: str) -> tuple[Asked, ...]:
    return tuple(Asked(element_id=element, key=value) for element, found, value in asked if found == name)
