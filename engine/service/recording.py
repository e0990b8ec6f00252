"""How a transition stands in the history: commands, steps and what they caused, as JSON for ever.

A stored name is never changed; a changed meaning gets a new ``VERSION``.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from typing import TYPE_CHECKING, Any, get_args

from engine.bpmn import transition as bpmn
from engine.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.service.answers import JsonObject

VERSION = 1
_COMMANDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(bpmn.Command)}
_NOTHING: tuple[Any, ...] = ("", "", (), {}, "")


def command_json(command: bpmn.Command) -> JsonObject:
    """A command of the execution, with what it was given."""
    found: JsonObject = {"type": type(command).__name__}
    for entry in fields(command):
        value = getattr(command, entry.name)
        if value is not None or entry.default is MISSING:
            found[entry.name] = value
    return found


def command_from_json(stored: JsonObject) -> bpmn.Command:
    """A stored command again, to be carried out once more.

    Raises:
        UnavailableError: for a kind that this program does not know.
    """
    kind = _COMMANDS.get(str(stored.get("type")))
    if kind is None:
        raise UnavailableError(
            f"This program does not know the command '{stored.get('type')}'. Update it.",
            f"本程序不识别命令“{stored.get('type')}”，请升级。",
        )
    command: bpmn.Command = kind(**{name: value for name, value in stored.items() if name != "type"})
    return command


def step_json(step: bpmn.Step) -> list[Any]:
    """``[element, action, rules, changed, scope]``, cut behind the last that says something."""
    row: list[Any] = [step.element_id, step.action, list(step.rules), step.changed, step.scope]
    while not row[-1]:
        row.pop()
    return row


def step_from_json(row: Sequence[Any]) -> tuple[str, str, tuple[str, ...], JsonObject, str]:
    """The parts of a stored step."""
    full: list[Any] = [*row, *_NOTHING[len(row) :]]
    element, action, rules, changed, scope = full
    return element, action, tuple(rules), changed, scope


def transition_json(transition: bpmn.Transition) -> JsonObject:
    """What a transition did, without snapshot and data (steps tell each change)."""
    found: JsonObject = {"steps": [step_json(step) for step in transition.steps]}
    ids: dict[str, list[str]] = {
        "opened": [task.task_id for task in transition.opened_tasks],
        "closed": list(transition.closed_tasks),
        "timers": [timer.timer_id for timer in transition.set_timers],
        "calls": [call.call_id for call in transition.requested_calls],
        "subscribed": [entry.subscription_id for entry in transition.subscribed],
    }
    found |= {name: entries for name, entries in ids.items() if entries}
    if transition.thrown_messages:
        found["messages"] = [
            [sent.message, sent.correlation_key, sent.payload] for sent in transition.thrown_messages
        ]
    if transition.incidents:
        found["incidents"] = [[entry.element_id, entry.message] for entry in transition.incidents]
    if transition.outcome:
        found["outcome"] = transition.outcome
    if transition.budget_exhausted:
        found["budgetExhausted"] = True
    return found


def merged(first: bpmn.Transition, second: bpmn.Transition, *, answered: str) -> bpmn.Transition:
    """Two transitions of one command as one; ``answered`` is the task that the second completed.

    What the first opened and the second closed was never there for anybody.
    """
    closed = {answered, *second.closed_tasks}
    timers, waits = set(second.cleared_timers), set(second.unsubscribed)
    calls = set(second.cancelled_calls)
    mine = {task.task_id for task in first.opened_tasks}
    return replace(
        second,
        steps=first.steps + second.steps,
        opened_tasks=tuple(task for task in first.opened_tasks if task.task_id not in closed)
        + second.opened_tasks,
        closed_tasks=first.closed_tasks + tuple(task for task in second.closed_tasks if task not in mine),
        set_timers=tuple(timer for timer in first.set_timers if timer.timer_id not in timers)
        + second.set_timers,
        cleared_timers=_older(second.cleared_timers, (timer.timer_id for timer in first.set_timers)),
        subscribed=tuple(entry for entry in first.subscribed if entry.subscription_id not in waits)
        + second.subscribed,
        unsubscribed=_older(second.unsubscribed, (entry.subscription_id for entry in first.subscribed)),
        requested_calls=tuple(call for call in first.requested_calls if call.call_id not in calls)
        + second.requested_calls,
        cancelled_calls=_older(second.cancelled_calls, (call.call_id for call in first.requested_calls)),
        thrown_messages=first.thrown_messages + second.thrown_messages,
        thrown_signals=first.thrown_signals + second.thrown_signals,
        incidents=first.incidents + second.incidents,
    )


def _older(ended: tuple[str, ...], begun: Any) -> tuple[str, ...]:
    own = set(begun)
    return tuple(one for one in ended if one not in own)
