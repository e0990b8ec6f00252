"""Scenarios 场景: what an analyst expects of a diagram, as data beside it (``scenarios.yaml``).

A scenario says who sends what in, what the platforms answer, what people do and when, and what must come of
it: the way through the diagram, the outcome, the status, the rules that matched. ``scenario_runs`` plays it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from engine.errors import DefinitionRefusedError, Finding

if TYPE_CHECKING:
    from datetime import datetime

JsonObject: TypeAlias = dict[str, Any]
SCENARIO_FILE = "scenarios.yaml"
_ACTIONS = ("complete", "message", "fire", "until", "hand_in")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ScenarioStep(_Strict):
    """One thing that happens from outside. Exactly one of the first five is given.

    ``complete`` an open task (element id; ``data`` over the file's example for it, a null field leaves it
    out), ``message`` a message that the case waits for (``data`` is its payload), ``fire`` the timer of an
    element at its due time, ``until`` a time to wait for (every timer due before fires), ``hand_in``
    materials. ``at`` moves the clock first.
    """

    complete: str | None = None
    message: str | None = None
    fire: str | None = None
    until: AwareDatetime | None = None
    hand_in: tuple[str, ...] | None = None
    data: JsonObject = Field(default_factory=dict)
    at: AwareDatetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"complete": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_action(self) -> ScenarioStep:
        if sum(getattr(self, action) is not None for action in _ACTIONS) != 1:
            message = f"a step has exactly one of {', '.join(_ACTIONS)}"
            raise ValueError(message)
        return self

    @property
    def words(self) -> str:
        """The step in a message: ``complete review_acceptance``."""
        action = next(name for name in _ACTIONS if getattr(self, name) is not None)
        return f"{action} {getattr(self, action)}"


class Expected(_Strict):
    """What must come of it; only what is given is looked at.

    ``path`` are elements in the order in which they are entered (others may lie between), ``never`` elements
    that must not be entered. ``end`` is the end event that ended the case (null: the case is still open),
    ``outcome`` its outcome. ``rules`` matched, by ``decision:rule``; ``data`` are entries of the case data at
    the end; ``open`` the tasks that are still open; ``thrown`` messages that left the case.
    """

    path: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    end: str | None = None
    outcome: str | None = None
    status: str | None = None
    rules: tuple[str, ...] = ()
    data: JsonObject = Field(default_factory=dict)
    open: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    thrown: tuple[str, ...] = ()


class Scenario(_Strict):
    """One story. ``answers`` go before the file's; ``missing`` materials are not there at first.

    ``answers``: for ``system/operation`` what it answers, one after the other, the last one for ever;
    ``{error: code}`` is a refusal that the diagram catches.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    zh: str
    en: str
    at: AwareDatetime | None = None
    channel: Literal["online", "counter"] = "online"
    data: JsonObject = Field(default_factory=dict)
    missing: tuple[str, ...] = ()
    answers: dict[str, tuple[JsonObject, ...]] = Field(default_factory=dict)
    steps: tuple[ScenarioStep, ...] = ()
    expect: Expected


class ScenarioFile(_Strict):
    """All scenarios of an item. ``examples`` is what is sent in for each task unless a scenario says otherwise."""

    at: AwareDatetime
    answers: dict[str, tuple[JsonObject, ...]] = Field(default_factory=dict)
    examples: dict[str, JsonObject] = Field(default_factory=dict)
    scenarios: tuple[Scenario, ...]

    @model_validator(mode="after")
    def _ids_differ(self) -> ScenarioFile:
        ids = [scenario.id for scenario in self.scenarios]
        if len(set(ids)) != len(ids):
            message = f"scenario ids are not unique: {sorted({each for each in ids if ids.count(each) > 1})}"
            raise ValueError(message)
        return self

    def start_of(self, scenario: Scenario) -> datetime:
        """When the scenario begins."""
        return scenario.at or self.at

    def example(self, task: str, changes: JsonObject) -> JsonObject:
        """What is sent in for a task: the example with the scenario's changes; null leaves a field out."""
        merged = {**self.examples.get(task, {}), **changes}
        return {name: value for name, value in merged.items() if value is not None}

    def answers_of(self, scenario: Scenario) -> dict[str, list[JsonObject]]:
        """What each operation answers in this scenario, in order."""
        merged = {**self.answers, **scenario.answers}
        return {operation: list(answers) for operation, answers in merged.items()}


def read_scenarios(content: bytes, *, name: str) -> ScenarioFile:
    """Read ``scenarios.yaml`` of the item ``name``.

    Raises:
        DefinitionRefusedError: with one finding for each thing that is wrong.
    """
    try:
        return ScenarioFile.model_validate(yaml.safe_load(content))
    except yaml.YAMLError as error:
        raise DefinitionRefusedError(name=name, findings=[_finding("", f"no YAML: {error}")]) from error
    except ValidationError as error:
        problems = [
            _finding(".".join(str(part) for part in entry["loc"]), str(entry["msg"]))
            for entry in error.errors(include_url=False)
        ]
        raise DefinitionRefusedError(name=name, findings=problems) from error


def _finding(where: str, problem: str) -> Finding:
    return Finding(
        rule="scenario-file",
        element_id=None,
        message=f"'{where}' of {SCENARIO_FILE}: {problem}. Correct the scenario.",
        message_zh=f"{SCENARIO_FILE} 的“{where}”有误：{problem}。请更正场景。",
        file=SCENARIO_FILE,
    )
