"""Ad hoc subprocesses (BPMN 10.3.5, 13.3.5): activities without prescribed order.

Automatic activities start by themselves, all at once or one after the other. Where the scope has something
for a person to do (or says ``start`` = ``chosen``), nothing starts by itself: the subprocess is open like a
task, somebody chooses what to do next, as often as needed, and completes it where no completion condition
does.
"""

# ruff: noqa: S101 (asserts tell the type checker what reading guarantees)

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.specs.events import BoundaryEvent
from engine.errors import NotAllowedNowError

if TYPE_CHECKING:
    from engine.bpmn.execution.case import CaseWorkflow
    from engine.bpmn.execution.scope import ScopeWorkflow
    from engine.bpmn.execution.token import Token
    from engine.bpmn.specs.nodes import Node


class AdHocRunner:
    """Starts, chooses and ends."""

    def __init__(self, case: CaseWorkflow) -> None:
        self.case = case

    def choices(self, scope: ScopeWorkflow) -> list[Node]:
        """Activities that somebody may start: those without incoming flow."""
        return [node for node in scope.spec.implicit_starts if not isinstance(node, BoundaryEvent)]

    def begin(self, scope: ScopeWorkflow) -> None:
        """What happens when the subprocess is entered."""
        how = scope.spec.ad_hoc
        assert how is not None
        assert scope.host is not None
        nodes = self.choices(scope)
        if how.chosen and nodes:
            self.case.open_task(scope.host, None)
        elif how.sequential:
            scope.host.internal_data["next"] = [node.name for node in nodes]
            self._start_next(scope)
        else:
            for node in nodes:
                self.case.enter(scope, node)
        if not nodes:
            self.case.queue.append(["end", scope.id])

    def _start_next(self, scope: ScopeWorkflow) -> bool:
        assert scope.host is not None
        waiting = scope.host.internal_data.get("next")
        if not waiting:
            return False
        self.case.enter(scope, scope.spec.nodes[waiting.pop(0)])
        return True

    def choose(self, scope: ScopeWorkflow, element_id: str) -> None:
        """Somebody starts an activity. Raises ``NotAllowedNowError`` where that is not offered."""
        how = scope.spec.ad_hoc
        assert how is not None
        names = [node.name for node in self.choices(scope)]
        if element_id not in names:
            raise NotAllowedNowError(
                f"'{element_id}' cannot be chosen here. Choose one of: {', '.join(names)}.",
                f"此处不能选择“{element_id}”。可选：{'、'.join(names)}。",
            )
        if how.sequential and scope.live:
            raise NotAllowedNowError(
                "Another activity is going on and these are done one at a time. Complete it first.",
                "其他活动正在进行，须逐一办理，请先完成当前活动。",
            )
        self.case.enter(scope, scope.spec.nodes[element_id])

    def advance(self, scope_id: str) -> None:
        """A branch has ended: perhaps that is enough, perhaps the next one starts."""
        scope = self.case.scope(scope_id)
        if scope is None or scope.host is None:
            return
        how = scope.spec.ad_hoc
        assert how is not None
        if scope.host.internal_data.get("enough"):
            self.case.queue.append(["end", scope.id])
        elif how.condition is not None and self.case.holds(how.condition, scope):
            scope.host.internal_data["enough"] = 1
            if how.cancel_remaining:
                self.case.ending.interrupt(scope)
            self.case.queue.append(["end", scope.id])
        elif not scope.live and not self._start_next(scope):
            if how.condition is not None and not how.chosen:
                self._ask(scope)
            else:
                self.case.queue.append(["end", scope.id])

    def _ask(self, scope: ScopeWorkflow) -> None:
        """All has been done once and it is not enough: somebody chooses what to repeat."""
        assert scope.host is not None
        if not scope.host.internal_data.get("waits"):
            self.case.open_task(scope.host, None)

    def is_over(self, scope: ScopeWorkflow) -> bool:
        """Whether an empty scope has ended, or waits for a choice."""
        how, host = scope.spec.ad_hoc, scope.host
        assert how is not None
        assert host is not None
        if host.internal_data.get("enough"):
            self.case.catching.disarm(host, answered=False)
            return True
        return not host.internal_data.get("waits") and not host.internal_data.get("next")

    def close(self, scope: ScopeWorkflow) -> None:
        """The subprocess has been interrupted from inside: nothing more can be chosen or comes by itself."""
        assert scope.host is not None
        scope.host.internal_data["enough"] = 1
        scope.host.internal_data.pop("next", None)
        self.case.catching.disarm(scope.host, answered=False)

    def finish(self, host: Token) -> None:
        """Somebody says that the subprocess is done; what still goes on in it ends."""
        scope = self.case.inner_scope(host)
        assert scope is not None
        host.internal_data["enough"] = 1
        self.case.ending.interrupt(scope)
        self.case.queue.append(["end", scope.id])
