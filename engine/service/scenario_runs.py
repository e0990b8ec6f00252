"""What comes of scenarios: compared with what they expect, flow by flow.

The sequence flows that runs took tell which part of a diagram no scenario ever walks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bpmn.transition import Start
from engine.errors import TongbanError
from engine.service.scenario_play import Play

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.bpmn import Definition
    from engine.service.scenario_files import JsonObject, Scenario
    from engine.service.scenario_play import Stage

OUTCOME_OF_END = "completed"
"""The outcome of a case whose end event says none."""


@dataclass(frozen=True, kw_only=True)
class ScenarioRun:
    """What came of a scenario; ``problems`` (English, Chinese) are empty where it is as expected.

    ``taken`` are sequence flows, ``entered`` elements in order, ``data`` the case data at the end.
    """

    scenario: str
    taken: frozenset[str]
    entered: tuple[str, ...]
    data: JsonObject
    problems: tuple[tuple[str, str], ...]

    @property
    def is_as_expected(self) -> bool:
        """Whether everything came as the scenario says."""
        return not self.problems


def run_scenario(stage: Stage, scenario: Scenario) -> ScenarioRun:
    """Play one scenario from its start to its last step and compare."""
    play = Play(
        stage=stage,
        scenario=scenario,
        now=stage.file.start_of(scenario),
        answers=stage.file.answers_of(scenario),
        missing=set(scenario.missing),
    )
    problems: list[tuple[str, str]] = []
    try:
        starts = stage.definition.message_starts
        play.command(Start(data=dict(scenario.data), start_event=starts[0].element_id if starts else None))
        for step in scenario.steps:
            play.play(step)
    except TongbanError as error:
        problems.append((error.message, error.message_zh))
    else:
        problems += _differences(play)
    return ScenarioRun(
        scenario=scenario.id,
        taken=frozenset(flow for step in play.steps for flow in step.taken),
        entered=tuple(step.element_id for step in play.steps if step.action == "entered"),
        data=play.data,
        problems=tuple(problems),
    )


def untaken_flows(definition: Definition, runs: Iterable[ScenarioRun]) -> tuple[str, ...]:
    """The sequence flows of the definition, called processes included, that no run took."""
    taken = {flow for run in runs for flow in run.taken}
    return tuple(sorted(set(definition.flows) - taken))


def _differences(play: Play) -> Iterator[tuple[str, str]]:
    expect, last = play.scenario.expect, play.last
    entered = [step.element_id for step in play.steps if step.action == "entered"]
    yield from _path_differences(entered, expect.path)
    for element in set(expect.never) & set(entered):
        yield f"'{element}' was entered and must not be", f"不应进入“{element}”"
    end = None if last is None or last.state == "running" else last.outcome
    yield from _difference("end", "结束事件", expect.end, end)
    if expect.outcome is not None:
        yield from _difference("outcome", "结果", expect.outcome, _outcome(play, end))
    if expect.status is not None:
        yield from _difference(
            "status", "状态", expect.status, next(reversed(play.asked("caseStatus")), None)
        )
    yield from _difference("open tasks", "待办任务", sorted(expect.open), play.open_tasks())
    for name, value in expect.data.items():
        yield from _difference(f"data '{name}'", f"数据“{name}”", value, play.data.get(name))
    rules = [rule for step in play.steps for rule in step.rules]
    for kind, kind_zh, wanted, got in (
        ("rule", "规则", expect.rules, rules),
        ("notice", "通知", expect.notices, play.asked("notice")),
        ("document", "文书", expect.documents, play.asked("documentKind")),
        ("message", "消息", expect.thrown, play.thrown),
    ):
        for each in wanted:
            if each not in got:
                found = ", ".join(dict.fromkeys(got)) or "none"
                yield (
                    f"the {kind} '{each}' did not come; there were: {found}",
                    f"缺少{kind_zh}“{each}”，实际：{found}",
                )


def _path_differences(entered: list[str], path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    rest = iter(entered)
    for element in path:
        if not any(each == element for each in rest):
            way = " → ".join(entered)
            yield (
                f"'{element}' was not entered in this order; the way was {way}",
                f"未按序进入“{element}”，实际路径：{way}",
            )
            return


def _difference(name: str, name_zh: str, wanted: Any, got: Any) -> Iterator[tuple[str, str]]:
    if wanted != got:
        yield f"{name}: expected {wanted!r}, got {got!r}", f"{name_zh}：应为 {wanted!r}，实为 {got!r}"


def _outcome(play: Play, end: str | None) -> str | None:
    """The outcome as the platform reads it: of the end event that ended the case, else completed."""
    if end is None:
        return None
    elements = play.stage.definition.elements
    said = [elements[each].properties.get("outcome") for each in end.split(",")]
    return next((outcome for outcome in said if outcome), OUTCOME_OF_END)
