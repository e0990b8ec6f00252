"""A scenario while it is played: the case in memory, and what people, systems and time do to it.

The real diagram, decisions, forms and checklist; answers of platforms come from the file, or from whoever is
asked instead. Nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.bpmn import apply
from engine.bpmn.transition import (
    CompleteTask,
    CorrelateMessage,
    FailCall,
    FireTimer,
    RecordCallResult,
)
from engine.errors import FormError, InvalidInputError, NotFoundError
from engine.service.checklist import checklist_of
from engine.service.expressions import Expressions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from engine.bpmn import Definition
    from engine.bpmn.transition import (
        Command,
        OpenedTask,
        RequestedCall,
        SetTimer,
        Step,
        Subscription,
        Transition,
    )
    from engine.domain.calendar import WorkingCalendar
    from engine.service.loaded import LoadedDefinition
    from engine.service.scenario_files import JsonObject, Scenario, ScenarioFile, ScenarioStep

CASE_NUMBER = "9" * 31 + "202601010001"
"""The number every case of a scenario has; no real code begins like that."""

MOST_CALLS = 200
"""Service calls in a row before a scenario is taken for an endless loop."""


class ScenarioError(InvalidInputError):
    """A step of a scenario that cannot be done where the case stands."""

    def __init__(self, *, scenario: str, step: str, problem: str, problem_zh: str) -> None:
        """``step`` in words, such as ``complete review_acceptance``."""
        self.scenario, self.step = scenario, step
        super().__init__(
            f"Scenario '{scenario}', step '{step}': {problem}", f"场景“{scenario}”步骤“{step}”：{problem_zh}"
        )


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What scenarios of one item are played on.

    ``ask`` answers service calls (system, operation, arguments) instead of the file's answers, for a play with
    real platforms; ``{"error": code}`` is a refusal.
    """

    loaded: LoadedDefinition
    file: ScenarioFile
    calendar: WorkingCalendar
    ask: Callable[[str, str, JsonObject], JsonObject] | None = None

    @property
    def definition(self) -> Definition:
        """The diagrams and decisions."""
        return self.loaded.process


@dataclass
class Play:
    """The case of one scenario while it is played."""

    stage: Stage
    scenario: Scenario
    now: datetime
    answers: dict[str, list[JsonObject]]
    missing: set[str]
    snapshot: bytes | None = None
    data: JsonObject = field(default_factory=dict)
    last: Transition | None = None
    steps: list[Step] = field(default_factory=list)
    tasks: dict[str, OpenedTask] = field(default_factory=dict)
    timers: dict[str, SetTimer] = field(default_factory=dict)
    waits: dict[str, Subscription] = field(default_factory=dict)
    thrown: list[str] = field(default_factory=list)
    doing: str = "start"

    def refuse(self, problem: str, problem_zh: str) -> ScenarioError:
        """An error that names the scenario and the step that was being done."""
        return ScenarioError(
            scenario=self.scenario.id, step=self.doing, problem=problem, problem_zh=problem_zh
        )

    def environment(self) -> JsonObject:
        """What expressions may know besides case data, as the platform gives it."""
        card = self.stage.loaded.card
        held = {entry.id for entry in card.materials if entry.id not in self.missing}
        expressions = Expressions(self.data, at=self.now, calendar=self.stage.calendar)
        checklist = checklist_of(card, held, expressions.holds)
        return {
            "caseNumber": CASE_NUMBER,
            "caseId": "00000000-0000-4000-8000-000000000000",
            "channel": self.scenario.channel,
            **checklist.facts(),
        }

    def command(self, command: Command) -> None:
        """One command, and then every service call it asks for."""
        queue: list[Command] = [command]
        for _ in range(MOST_CALLS):
            if not queue:
                return
            queue += self._apply(queue.pop(0))
        raise self.refuse(
            f"more than {MOST_CALLS} service calls without a wait", f"连续服务调用超过 {MOST_CALLS} 次"
        )

    def _apply(self, command: Command) -> list[Command]:
        done = apply(
            self.stage.definition, self.snapshot, command, at=self.now, environment=self.environment()
        )
        if done.incidents:
            raise self.refuse(done.incidents[0].message, done.incidents[0].message_zh)
        self.snapshot, self.data, self.last = done.snapshot, done.data, done
        self.steps += done.steps
        _keep(self.tasks, ((task.task_id, task) for task in done.opened_tasks), done.closed_tasks)
        _keep(self.timers, ((timer.timer_id, timer) for timer in done.set_timers), done.cleared_timers)
        _keep(self.waits, ((wait.subscription_id, wait) for wait in done.subscribed), done.unsubscribed)
        self.thrown += [message.message for message in done.thrown_messages]
        return [self._answered(call) for call in done.requested_calls]

    def _answered(self, call: RequestedCall) -> Command:
        if self.stage.ask is not None:
            answer = self.stage.ask(call.system, call.operation, call.arguments)
        else:
            answer = self._from_file(f"{call.system}/{call.operation}")
        if set(answer) == {"error"}:
            return FailCall(call_id=call.call_id, error_code=str(answer["error"]))
        return RecordCallResult(call_id=call.call_id, result=answer)

    def _from_file(self, operation: str) -> JsonObject:
        given = self.answers.get(operation)
        if not given:
            raise self.refuse(
                f"'{operation}' is called, but the scenario has no answer for it",
                f"调用了“{operation}”，但场景未给出应答",
            )
        return given.pop(0) if len(given) > 1 else given[0]

    # -- what happens from outside --------------------------------------------------------------------

    def play(self, step: ScenarioStep) -> None:
        """Do one step. Raises ``ScenarioError`` where the case is not there."""
        self.doing = step.words
        if step.at is not None:
            self.now = step.at
        if step.complete is not None:
            self._complete(step.complete, step.data)
        elif step.message is not None:
            self._message(step.message, step.data)
        elif step.fire is not None:
            self._fire(step.fire)
        elif step.until is not None:
            self._wait(step.until)
        else:
            self.missing -= set(step.hand_in or ())

    def _complete(self, element: str, changes: JsonObject) -> None:
        task = next((task for task in self.tasks.values() if task.element_id == element), None)
        if task is None:
            raise self.refuse(
                f"the task is not open; open are: {', '.join(self.open_tasks()) or 'none'}",
                f"任务未打开，当前待办：{'、'.join(self.open_tasks()) or '无'}",
            )
        data = self.stage.file.example(element, changes)
        key = self.stage.loaded.form_key(task.form_key)
        if key is not None:
            try:
                data = self.stage.loaded.forms[key].accepted(data)
            except FormError as error:
                said = "; ".join(f"{each.path}: {each.message}" for each in error.problems)
                said_zh = "；".join(f"{each.path}：{each.message_zh}" for each in error.problems)
                raise self.refuse(said, said_zh) from error
            except NotFoundError as error:
                raise self.refuse(error.message, error.message_zh) from error
        del self.tasks[task.task_id]
        self.command(CompleteTask(task_id=task.task_id, data=data))

    def _message(self, name: str, payload: JsonObject) -> None:
        wait = next((wait for wait in self.waits.values() if wait.message == name), None)
        if wait is None:
            raise self.refuse("the case does not wait for this message", "办件未在等待该消息")
        if wait.correlation_key not in {None, CASE_NUMBER, self.data.get("originCaseNumber")}:
            raise self.refuse(
                f"the correlation key is '{wait.correlation_key}', not the case number",
                f"关联键“{wait.correlation_key}”不是办件编号",
            )
        del self.waits[wait.subscription_id]
        self.command(CorrelateMessage(subscription_id=wait.subscription_id, payload=payload or None))

    def _fire(self, element: str) -> None:
        timer = next((timer for timer in self.timers.values() if timer.element_id == element), None)
        if timer is None:
            waiting = ", ".join(sorted(timer.element_id for timer in self.timers.values()))
            raise self.refuse(
                f"no timer runs there; timers run at: {waiting or 'none'}",
                f"该处没有定时器，运行中的定时器：{waiting or '无'}",
            )
        self.now = max(self.now, timer.due_at)
        del self.timers[timer.timer_id]
        self.command(FireTimer(timer_id=timer.timer_id))

    def _wait(self, until: datetime) -> None:
        while due := [timer for timer in self.timers.values() if timer.due_at <= until]:
            self._fire(min(due, key=lambda timer: (timer.due_at, timer.timer_id)).element_id)
        self.now = max(self.now, until)

    # -- what came of it ------------------------------------------------------------------------------

    def open_tasks(self) -> list[str]:
        """The elements of the open tasks, sorted."""
        return sorted(task.element_id for task in self.tasks.values())

    def asked(self, name: str) -> list[str]:
        """The values of an element property, in the order in which elements were entered."""
        elements = self.stage.definition.elements
        entered = (elements[step.element_id].properties for step in self.steps if step.action == "entered")
        return [properties[name] for properties in entered if properties.get(name)]


def _keep(open_now: dict[str, Any], opened: Iterable[tuple[str, Any]], closed: Iterable[str]) -> None:
    open_now.update(opened)
    for each in closed:
        open_now.pop(each, None)
