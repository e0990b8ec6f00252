"""Event definitions (BPMN 10.5.5): what an event waits for or throws.

SpiffWorkflow's classes with compiled expressions in place of Python texts; compensation and link do
not exist there. Matching and throwing are done by ``engine.bpmn.execution.events``, which asks scopes
innermost first instead of walking all tasks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import (
    CancelEventDefinition,
    NoneEventDefinition,
    TerminateEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

# mypy: disallow_untyped_calls=False
# SpiffWorkflow has no annotations.

if TYPE_CHECKING:
    from engine.bpmn.expressions import Expression


class MessageTrigger(MessageEventDefinition):
    """A message: ``key`` is the correlation key, ``payload`` what a throw sends, ``variable`` where a catch puts it."""

    kind = "message"

    def __init__(
        self,
        name: str,
        *,
        key: Expression | None = None,
        payload: Expression | None = None,
        variable: str | None = None,
    ) -> None:
        """``name`` is the message's name, its id where it has none."""
        super().__init__(name)
        self.key, self.payload, self.variable = key, payload, variable


class SignalTrigger(SignalEventDefinition):
    """A signal, by name. One without a reference meets every other one without a reference."""

    kind = "signal"

    def __init__(self, name: str, *, payload: Expression | None = None, variable: str | None = None) -> None:
        """``payload`` and ``variable`` as for a message."""
        super().__init__(name)
        self.payload, self.variable = payload, variable


class ErrorTrigger(ErrorEventDefinition):
    """An error, by code; ``code`` None catches every error. Camunda's variables for code and message are filled."""

    kind = "error"

    def __init__(
        self,
        name: str,
        code: str | None,
        *,
        code_variable: str | None = None,
        message_variable: str | None = None,
    ) -> None:
        """``code`` is the error's code, else its name, else its id."""
        super().__init__(name, code)
        self.code_variable, self.message_variable = code_variable, message_variable


class EscalationTrigger(EscalationEventDefinition):
    """An escalation, by code; ``code`` None catches every escalation."""

    kind = "escalation"
    code_variable: str | None = None
    message_variable: str | None = None


class TimerTrigger(TimerEventDefinition):
    """A timer: ``form`` is ``date``, ``duration`` or ``cycle``; ``when`` FEEL or ISO 8601; None never fires."""

    kind = "timer"

    def __init__(self, form: str, when: Expression | None) -> None:
        """``when`` gives a date, a date and time, a duration, or text in ISO 8601."""
        super().__init__(form, None)
        self.form, self.when = form, when


class ConditionalTrigger(ConditionalEventDefinition):
    """A condition over case data; ``condition`` None never becomes true."""

    kind = "conditional"

    def __init__(self, condition: Expression | None) -> None:
        """Looked at whenever case data changes."""
        super().__init__(None)
        self.condition = condition


class CancelTrigger(CancelEventDefinition):
    """The cancellation of a transaction."""

    kind = "cancel"


class TerminateTrigger(TerminateEventDefinition):
    """The end of the whole scope."""

    kind = "terminate"


class CompensateTrigger(EventDefinition):
    """Compensation of one activity (``activity``) or of everything done in the scope."""

    kind = "compensate"

    def __init__(self, activity: str | None, *, wait: bool) -> None:
        """``wait``: the throwing event waits until the handlers have ended."""
        super().__init__("compensate")
        self.activity, self.wait = activity, wait


class LinkTrigger(EventDefinition):
    """A jump within one scope, from throw to the catch of the same name."""

    kind = "link"


class NoneTrigger(NoneEventDefinition):
    """Nothing: the event only marks a point."""

    kind = "none"


Trigger = Any
"""Any class of this module; ``kind`` tells which."""
