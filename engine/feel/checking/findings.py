"""Where the checker collects what it finds, and the sentences it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.checking.suggestions import MOST_SUGGESTIONS, did_you_mean
from engine.feel.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.syntax import Node
    from engine.feel.types import FeelType


class Findings:
    """Problems in the order in which they are found; each place and rule once."""

    def __init__(self) -> None:
        """Starts empty."""
        self.problems: list[Problem] = []
        self._seen: set[tuple[str, int, int]] = set()
        self._suggestions_left = MOST_SUGGESTIONS

    def add(self, node: Node, rule: str, message: str, message_zh: str) -> None:
        """One more problem at a node."""
        key = (rule, node.start, node.end)
        if key not in self._seen:
            self._seen.add(key)
            self.problems.append(
                Problem(rule=rule, position=node.start, end=node.end, message=message, message_zh=message_zh)
            )

    def unknown_name(self, node: Node, name: str, known: Iterable[str]) -> None:
        """A name that nothing in scope bears."""
        hint, hint_zh = self._suggestion(name, known)
        self.add(node, "unknown-name", f"There is no '{name}' here.{hint}", f"此处没有“{name}”。{hint_zh}")

    def unknown_entry(self, node: Node, name: str, known: Iterable[str]) -> None:
        """An entry or property that the value before the dot does not have."""
        hint, hint_zh = self._suggestion(name, known)
        self.add(node, "unknown-entry", f"There is no entry '{name}'.{hint}", f"没有条目“{name}”。{hint_zh}")

    def _suggestion(self, name: str, known: Iterable[str]) -> tuple[str, str]:
        self._suggestions_left -= 1
        return did_you_mean(name, known) if self._suggestions_left >= 0 else ("", "")

    def unlike(self, node: Node, operator: str, left: FeelType, right: FeelType) -> None:
        """Two kinds that an operator does not join: FEEL would silently give null (or never true)."""
        result, result_zh = (
            ("never true", "不会为 true") if operator == "in" else ("always null", "总是 null")
        )
        self.add(
            node,
            "unlike-types",
            f"'{operator}' joins {left} and {right}, which is {result}. Convert one side.",
            f"“{operator}”连接了 {left} 与 {right}，结果{result_zh}。请转换其中一边的类型。",
        )

    def expected(self, node: Node, place: str, place_zh: str, wanted: str, found: FeelType) -> None:
        """A value of the wrong kind for its place."""
        self.add(
            node,
            "wrong-type",
            f"{place} needs {wanted}, but this is {found}.",
            f"{place_zh}应为 {wanted}，但这里是 {found}。",
        )
