"""Decisions of a definition: which file answers by which name, and what a business rule task gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import dmn
from engine.bpmn.expressions import ExpressionFailure
from engine.errors import InvalidInputError, LimitError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bpmn.execution.names import Names


class Decisions:
    """All decisions and decision services of some DMN files, by id and by name."""

    def __init__(self, files: Mapping[str, bytes], *, strict: bool) -> None:
        """Raises ``DefinitionRefusedError`` for decisions that cannot work, where ``strict``."""
        self._models: dict[str, tuple[dmn.Model, str]] = {}
        for file in sorted(files):
            model = dmn.read(files, main=file, draft=not strict)
            for each in model.invocables:
                for key in (each.name, each.id):
                    if each.kind == "decision" or key not in self._models:
                        self._models[key] = (model, each.kind)

    def __contains__(self, name: str) -> bool:
        """Whether there is a decision of that id or name."""
        return name in self._models

    def names(self) -> tuple[str, ...]:
        """Ids and names of everything that can be asked."""
        return tuple(sorted(self._models))

    def decide(self, name: str, names: Names) -> tuple[Any, tuple[str, ...]]:
        """The result as JSON, and the rules that matched as ``decision:rule``.

        Raises ``ExpressionFailure`` where there is no such decision, where it costs too much, or where it
        could not work out its result.
        """
        found = self._models.get(name)
        if found is None:
            raise ExpressionFailure(
                f"There is no decision '{name}'. There are: {', '.join(self.names()) or 'none'}.",
                f"没有决策“{name}”，现有：{'、'.join(self.names()) or '无'}。",
            )
        model, kind = found
        ask = {"decision": model.decide, "service": model.evaluate_service, "knowledge": model.invoke}[kind]
        try:
            decided = ask(name, names, environment=names.feel_environment)
        except (InvalidInputError, LimitError, NotFoundError) as error:
            raise ExpressionFailure(
                f"The decision '{name}' failed: {error.message}", f"决策“{name}”执行失败：{error.message_zh}"
            ) from error
        value = decided.as_json()
        wrong = next((each for each in decided.problems if each.severity == "error"), None)
        if value is None and wrong is not None:
            raise ExpressionFailure(
                f"The decision '{name}' has no result: {wrong.message} (at '{wrong.element_id}').",
                f"决策“{name}”没有结果：{wrong.message_zh}（位于“{wrong.element_id}”）。",
            )
        return value, decided.matched_keys
