"""Event definitions from XML: inline, by reference, or implied by a task's attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.specs import triggers as kinds
from engine.bpmn.specs.xml import (
    child,
    child_text,
    children,
    extension_text,
    flag,
    local,
    properties,
    reference,
    text_of,
    vendor,
)

# mypy: disallow_untyped_calls=False
# SpiffWorkflow has no annotations.

if TYPE_CHECKING:
    from engine.bpmn.specs.catalogue import Catalogue
    from engine.bpmn.specs.triggers import Trigger
    from engine.bpmn.specs.xml import Xml

_TIMER_FORMS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


class EventReader:
    """Reads the triggers of one element; ``catalogue`` knows messages, signals, errors of all files."""

    def __init__(self, catalogue: Catalogue, element: Xml) -> None:
        self.catalogue = catalogue
        self.element = element
        self.properties = properties(element)

    def triggers(self) -> list[Trigger]:
        """All triggers, in the order in which they are drawn; references are followed."""
        found = []
        for node in self.element:
            definition = node
            if local(node) == "eventDefinitionRef":
                definition = self.catalogue.event_definitions.get(reference(text_of(node)) or "")
                if definition is None:
                    self.catalogue.problem(
                        self.element,
                        "event-definition",
                        f"The event definition '{text_of(node)}' does not exist.",
                    )
                    continue
            if local(definition).endswith("EventDefinition"):
                trigger = self.trigger(definition)
                if trigger is not None:
                    found.append(trigger)
        return found

    def trigger(self, node: Xml) -> Trigger | None:
        """One event definition; None for a kind that the standard does not have."""
        read = {
            "timerEventDefinition": self._timer,
            "messageEventDefinition": lambda each: self.message(reference(each.get("messageRef")), each),
            "signalEventDefinition": self._signal,
            "errorEventDefinition": self._error,
            "escalationEventDefinition": self._escalation,
            "conditionalEventDefinition": self._conditional,
            "compensateEventDefinition": self._compensate,
            "linkEventDefinition": lambda each: kinds.LinkTrigger(
                each.get("name") or child_text(each, "target") or ""
            ),
            "cancelEventDefinition": lambda _: kinds.CancelTrigger(),
            "terminateEventDefinition": lambda _: kinds.TerminateTrigger(),
        }.get(local(node))
        return None if read is None else read(node)

    def _escalation(self, node: Xml) -> Trigger:
        ref = reference(node.get("escalationRef"))
        code = self.catalogue.code("escalation", ref, vendor(node, "escalationCode"))
        return _with_variables(kinds.EscalationTrigger(code or "escalation", code), node)

    def _conditional(self, node: Xml) -> Trigger:
        text = child_text(node, "condition")
        return kinds.ConditionalTrigger(
            self.catalogue.expression(text, self.element, "condition", needed=True)
        )

    def _compensate(self, node: Xml) -> Trigger:
        activity = reference(node.get("activityRef"))
        return kinds.CompensateTrigger(activity, wait=flag(node, "waitForCompletion", default=True))

    def _timer(self, node: Xml) -> Trigger:
        for name, form in _TIMER_FORMS.items():
            text = child_text(node, name)
            if text is not None:
                return kinds.TimerTrigger(form, self.catalogue.timer(text, self.element))
        self.catalogue.problem(self.element, "timer", "The timer says neither date, duration nor cycle.")
        return kinds.TimerTrigger("date", None)

    def message(self, ref: str | None, node: Xml | None = None) -> Trigger:
        """A message trigger; extensions are looked for on the element, the definition and the message."""
        message = self.catalogue.messages.get(ref or "")
        name = (message.get("name") if message is not None else None) or ref or ""
        if ref and message is None:
            self.catalogue.problem(self.element, "message", f"The message '{ref}' does not exist.")
        holders = [each for each in (self.element, node, message) if each is not None]
        key = self.properties.get("correlationKey")
        payload = variable = None
        for holder in holders:
            payload = payload or extension_text(holder, "messagePayload")
            variable = variable or extension_text(holder, "messageVariable")
            key = key or properties(holder).get("correlationKey") or self._subscription_key(holder)
        return kinds.MessageTrigger(
            name,
            key=self.catalogue.expression(key, self.element, "correlationKey"),
            payload=self.catalogue.expression(payload, self.element, "messagePayload"),
            variable=variable or self.properties.get("resultVariable"),
        )

    def _subscription_key(self, holder: Xml) -> str | None:
        """Zeebe's ``subscription@correlationKey``; BPMN's own correlation is read from the catalogue."""
        for each in holder.iter():
            if local(each) == "subscription" and each.get("correlationKey"):
                return str(each.get("correlationKey"))
        return self.catalogue.correlations.get(holder.get("id") or "")

    def _signal(self, node: Xml) -> Trigger:
        ref = reference(node.get("signalRef"))
        signal = self.catalogue.signals.get(ref or "")
        name = (signal.get("name") if signal is not None else None) or ref or ""
        if ref and signal is None:
            self.catalogue.problem(self.element, "signal", f"The signal '{ref}' does not exist.")
        payload = extension_text(self.element, "signalPayload") or extension_text(node, "signalPayload")
        variable = extension_text(self.element, "signalVariable") or extension_text(node, "signalVariable")
        return kinds.SignalTrigger(
            name, payload=self.catalogue.expression(payload, self.element, "signalPayload"), variable=variable
        )

    def _error(self, node: Xml) -> Trigger:
        code = self.catalogue.code("error", reference(node.get("errorRef")), vendor(node, "errorCode"))
        return _with_variables(kinds.ErrorTrigger(code or "error", code), node)

    def behaviour_event(self, holder: Xml | None, ref: str | None) -> Trigger | None:
        """The event of a multi-instance behaviour: an implicit throw event, or a root event definition."""
        if holder is not None:
            definitions = [each for each in holder.iter() if local(each).endswith("EventDefinition")]
            if definitions:
                return self.trigger(definitions[0])
            inner = child(holder, "eventDefinitionRef")
            ref = text_of(inner) if inner is not None else ref
        definition = self.catalogue.event_definitions.get(reference(ref) or "")
        return None if definition is None else self.trigger(definition)


def _with_variables(trigger: Trigger, node: Xml) -> Trigger:
    trigger.code_variable = vendor(node, "errorCodeVariable", "escalationCodeVariable") or extension_text(
        node, "variableName"
    )
    trigger.message_variable = vendor(node, "errorMessageVariable")
    return trigger


def outgoing_order(node: Xml) -> list[str]:
    """Ids of outgoing flows in the order in which the node lists them."""
    return [ref for each in children(node, "outgoing") if (ref := reference(text_of(each)))]
