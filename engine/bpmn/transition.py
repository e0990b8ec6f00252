"""What goes into an execution and what comes out: commands and transitions, plain data.

An execution is deterministic: clock, ids, random and the answers of the outside world are inputs.
``apply(definition, snapshot, command, at=…)`` touches no database and gives back the whole change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Json: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Start:
    """Begin the process. ``start_event`` chooses among several; ``message`` names a message start."""

    data: JsonObject
    start_event: str | None = None


@dataclass(frozen=True, kw_only=True)
class CompleteTask:
    """A user or manual task is done; ``data`` is merged into the case data."""

    task_id: str
    data: JsonObject


@dataclass(frozen=True, kw_only=True)
class ChooseActivity:
    """In an ad hoc subprocess (``token_id``) somebody starts the activity ``element_id``.

    Such a subprocess is open as a task of its own (``OpenedTask`` whose element is the ad hoc subprocess);
    ``token_id`` is its task id, and completing that task ends the subprocess.
    """

    token_id: str
    element_id: str


@dataclass(frozen=True, kw_only=True)
class CorrelateMessage:
    """A message for one open subscription; ``payload`` goes to the event's variable or is merged.

    The subscription is answered with it. An event that goes on listening (a non-interrupting one) has a new
    subscription in ``Transition.subscribed``.
    """

    subscription_id: str
    payload: Json = None


@dataclass(frozen=True, kw_only=True)
class FireTimer:
    """A timer is due."""

    timer_id: str


@dataclass(frozen=True, kw_only=True)
class RecordCallResult:
    """The outside world answered a service call."""

    call_id: str
    result: Json


@dataclass(frozen=True, kw_only=True)
class FailCall:
    """The outside world refused a service call for good, as a BPMN error with ``error_code``.

    Without an error event that catches it the command is refused (``NotAllowedNowError``) and the
    call stays open, so that the caller can raise an incident.
    """

    call_id: str
    error_code: str
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class BroadcastSignal:
    """A signal reaches the case from outside."""

    name: str
    payload: Json = None


@dataclass(frozen=True, kw_only=True)
class SetData:
    """Somebody sets case data from outside the diagram (engine facts, an operator's mending)."""

    data: JsonObject


@dataclass(frozen=True, kw_only=True)
class Continue:
    """Go on after a transition that ended with ``budget_exhausted`` or with an expression incident."""


@dataclass(frozen=True, kw_only=True)
class Terminate:
    """End the case at once, wherever it stands."""

    reason: str


Command: TypeAlias = (
    Start
    | CompleteTask
    | ChooseActivity
    | CorrelateMessage
    | FireTimer
    | RecordCallResult
    | FailCall
    | BroadcastSignal
    | SetData
    | Continue
    | Terminate
)

StepAction: TypeAlias = Literal["entered", "completed", "interrupted", "skipped", "compensated", "failed"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happened to one element, in order.

    ``rules`` are the rules that matched where the element made a decision, as ``decision:rule`` ids;
    ``changed`` the case data that the step wrote (top-level names with their new values); ``taken`` the
    sequence flows by which the token left. ``scope`` is the token of the subprocess or call around it.
    """

    element_id: str
    action: StepAction
    token_id: str
    rules: tuple[str, ...] = ()
    changed: JsonObject = field(default_factory=dict)
    scope: str = ""
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenedTask:
    """A user or manual task that waits for a person. ``properties`` are the element's own."""

    task_id: str
    element_id: str
    name: str
    lane: str | None
    form_key: str | None
    due_at: datetime | None
    properties: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class SetTimer:
    """A timer that the case now waits for."""

    timer_id: str
    element_id: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A message that the case now waits for; it matches on name and, where given, correlation key."""

    subscription_id: str
    element_id: str
    message: str
    correlation_key: str | None


@dataclass(frozen=True, kw_only=True)
class RequestedCall:
    """A service call to make after the commit. ``arguments`` are evaluated already."""

    call_id: str
    element_id: str
    system: str
    operation: str
    arguments: JsonObject


@dataclass(frozen=True, kw_only=True)
class ThrownMessage:
    """A message that leaves the case."""

    element_id: str
    message: str
    correlation_key: str | None
    payload: Json


@dataclass(frozen=True, kw_only=True)
class ExpressionIncident:
    """An expression, decision or structure that failed at run time: the token waits at the element."""

    token_id: str
    element_id: str
    message: str
    message_zh: str


CaseState: TypeAlias = Literal["running", "completed", "terminated"]


@dataclass(frozen=True, kw_only=True)
class Transition:
    """Everything that one command changed.

    ``snapshot`` is the versioned codec's bytes (compressed, not encrypted), ``data`` the case data
    after, plain JSON. ``closed_*`` are ids of things opened by earlier transitions that are open no
    more for another reason than the command itself answering them. ``outcome`` is the id of the end
    event (or events, joined by a comma) that ended the case.
    """

    snapshot: bytes
    data: JsonObject
    state: CaseState
    outcome: str | None = None
    steps: tuple[Step, ...] = ()
    opened_tasks: tuple[OpenedTask, ...] = ()
    closed_tasks: tuple[str, ...] = ()
    set_timers: tuple[SetTimer, ...] = ()
    cleared_timers: tuple[str, ...] = ()
    subscribed: tuple[Subscription, ...] = ()
    unsubscribed: tuple[str, ...] = ()
    requested_calls: tuple[RequestedCall, ...] = ()
    cancelled_calls: tuple[str, ...] = ()
    thrown_messages: tuple[ThrownMessage, ...] = ()
    thrown_signals: tuple[tuple[str, Json], ...] = ()
    incidents: tuple[ExpressionIncident, ...] = ()
    budget_exhausted: bool = False
