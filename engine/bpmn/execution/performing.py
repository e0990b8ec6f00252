"""What activities do: scripts, calls, decisions, tasks for people, inner processes, data in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.execution.scope import ScopeWorkflow
from engine.bpmn.execution.timers import read_due
from engine.bpmn.expressions import ExpressionFailure
from engine.bpmn.transition import OpenedTask, RequestedCall
from engine.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bpmn.definition import Definition
    from engine.bpmn.execution.catching import Catching
    from engine.bpmn.execution.joining import Joining
    from engine.bpmn.execution.names import Data, Names
    from engine.bpmn.execution.report import Report
    from engine.bpmn.execution.token import Token
    from engine.bpmn.expressions import Expression
    from engine.bpmn.specs.activities import CallActivity, ServiceTask
    from engine.bpmn.specs.gateways import Join
    from engine.bpmn.specs.nodes import InputOutput
    from engine.bpmn.specs.scope import ScopeSpec
    from engine.bpmn.specs.triggers import Trigger

CALL_DEPTH = 32
"""Call activities inside one another (design.md)."""
SCOPE_DEPTH = 300
"""Scopes inside one another, through calls too: more than XML can nest, less than Python can follow."""


class Performing:
    """The part of a case that nodes talk to."""

    definition: Definition
    names: Data
    report: Report
    catching: Catching
    joining: Joining

    def next_id(self, letter: str) -> str:
        """See ``CaseWorkflow``."""
        raise NotImplementedError

    def open_scope(
        self, host: Token | None, spec: ScopeSpec, *, start_id: str | None = None, payload: Any = None
    ) -> ScopeWorkflow:
        """See ``CaseWorkflow``."""
        raise NotImplementedError

    # -- expressions ----------------------------------------------------------------------------------

    def names_of(self, where: Token | ScopeWorkflow, extra: Mapping[str, Any] | None = None) -> Names:
        """The names that an expression sees at a token or in a scope."""
        if isinstance(where, ScopeWorkflow):
            return self.names.of_scope(where, extra)
        return self.names.of(where, extra if extra is not None else where.internal_data.get("facts"))

    def holds(
        self,
        condition: Expression | None,
        where: Token | ScopeWorkflow,
        extra: Mapping[str, Any] | None = None,
    ) -> bool:
        """Whether a condition is true. Raises ``ExpressionFailure`` where it is neither true nor false."""
        if condition is None:
            return True
        names = self.names_of(where, extra)
        value = condition.evaluate(names)
        if value is True or value is False:
            return value
        why, why_zh = condition.why(names)
        raise ExpressionFailure(
            f"The condition '{condition.text}' gives {value!r}, neither true nor false. "
            f"{why or 'Is a name in it without value?'}",
            f"条件“{condition.text}”的结果为 {value!r}，既非真也非假。{why_zh or '请检查其中的变量是否有值。'}",
        )

    def no_way_out(self, token: Token) -> None:
        """No condition of the outgoing flows holds and there is no default (BPMN 13.4)."""
        name = token.task_spec.name
        raise ExpressionFailure(
            f"No outgoing flow of '{name}' can be taken: no condition holds and there is no default flow.",
            f"“{name}”没有可走的出口：所有条件均不成立，且未设默认流。",
        )

    # -- data in and out ------------------------------------------------------------------------------

    def bring_in(self, token: Token, io: InputOutput) -> None:
        """Input mappings become a frame of the activity's own; the script before it writes case data."""
        if token.internal_data.get("inward"):
            return
        names = self.names_of(token)
        frame = {target: expression.evaluate(names) for target, expression in io.inputs}
        before = None if io.before is None else io.before.evaluate(self.names_of(token, frame))
        self.names.write(self.names.frames_of(token), self._entries(io.before, before))
        if frame:
            token.internal_data["locals"] = {**token.internal_data.get("locals", {}), **frame}
        token.internal_data["inward"] = 1

    def bring_out(self, token: Token, io: InputOutput) -> None:
        """Result, output mappings and the script after it; written once, whatever fails later."""
        inner = token.internal_data
        if inner.get("out"):
            return
        given = {"result": inner["result"]} if "result" in inner else {}
        names = self.names_of(token, given or None)
        outputs = {target: expression.evaluate(names) for target, expression in io.outputs}
        after = None if io.after is None else io.after.evaluate(self.names_of(token, {**given, **outputs}))
        values = {**outputs, **self._entries(io.after, after)}
        frames = self.names.frames_of(token)
        if "inward" in inner and "locals" in inner:
            self._keep_own(token, values)
            frames = self.names.frames(token.workflow)
        self.names.write(frames, values)
        inner["out"] = 1

    def _keep_own(self, token: Token, values: dict[str, Any]) -> None:
        """The output item of a multi-instance activity belongs to its instance, not to the case."""
        loop = token.task_spec.loop if token.is_instance else None
        if loop is not None and loop.output_item in values:
            token.internal_data["locals"][loop.output_item] = values.pop(loop.output_item)

    def _entries(self, script: Expression | None, value: Any) -> dict[str, Any]:
        if script is None or value is None:
            return {}
        if isinstance(value, dict):
            return value
        raise ExpressionFailure(
            f"A script is a FEEL context such as {{a: 1}}; '{script.text[:60]}' gives {type(value).__name__}.",
            f"脚本应为 FEEL 上下文（如 {{a: 1}}），而“{script.text[:60]}”不是。",
        )

    def take_result(self, token: Token, variable: str | None, result: Any) -> None:
        """An answer becomes data: under its variable, or entry by entry.

        One that is no object and has no variable is kept under the element's id, unless mappings or a script
        take it as ``result``.
        """
        io = token.task_spec.io
        if variable:
            self.names.write(self.names.frames_of(token), {variable: result})
        elif isinstance(result, dict):
            self.names.write(self.names.frames_of(token), result)
        elif result is not None and not (io.outputs or io.after):
            self.names.write(self.names.frames_of(token), {token.task_spec.name: result})
        token.internal_data["result"] = result

    def take_payload(self, token: Token, trigger: Trigger, payload: Any) -> None:
        """What an event brings becomes data."""
        frames = self.names.frames_of(token)
        if trigger.kind in ("error", "escalation"):
            values = {trigger.code_variable: "code", trigger.message_variable: "message"}
            self.names.write(frames, {name: payload[key] for name, key in values.items() if name and payload})
        elif payload is not None:
            self.take_result(token, getattr(trigger, "variable", None), payload)

    # -- work -----------------------------------------------------------------------------------------

    def open_task(self, token: Token, due: Expression | None) -> None:
        """A person has something to do."""
        node = token.task_spec
        due_at = None
        if due is not None:
            value = due.evaluate(self.names_of(token))
            found = read_due(value, self.names.at)
            if found is None and value is not None:
                raise ExpressionFailure(
                    f"The due date '{due.text}' of '{node.name}' gives {value!r}: no date, moment or duration.",
                    f"“{node.name}”的期限“{due.text}”结果 {value!r} 不是日期、时间或时长。",
                )
            due_at = None if found is None else found.due
        self.report.tasks[token.id] = OpenedTask(
            task_id=token.id,
            element_id=node.name,
            name=node.bpmn_name or node.name,
            lane=node.lane,
            form_key=node.properties.get("formKey"),
            due_at=due_at,
            properties=node.properties,
        )
        self.catching.wait_outside(token, "task", token.id)

    def run_script(self, token: Token, code: Expression) -> None:
        """The entries of a FEEL context become case data."""
        entries = self._entries(code, code.evaluate(self.names_of(token)))
        self.names.write(self.names.frames_of(token), entries)

    def request_call(self, token: Token, node: ServiceTask) -> None:
        """A call to a system outside, to be made after the commit."""
        names = self.names_of(token)
        arguments = {
            name: None if expression is None else expression.evaluate(names)
            for name, expression in node.arguments
        }
        call_id = self.next_id("c")
        self.report.calls[call_id] = RequestedCall(
            call_id=call_id,
            element_id=node.name,
            system=node.system,
            operation=node.operation,
            arguments=arguments,
        )
        self.catching.wait_outside(token, "call", call_id)

    def decide(self, token: Token, decision: Expression | str) -> None:
        """A decision: its result becomes data, its matched rules go into the step."""
        names = self.names_of(token)
        name = decision if isinstance(decision, str) else decision.evaluate(names)
        decisions = self.definition.decisions
        if decisions is None:
            raise ExpressionFailure(
                f"'{token.task_spec.name}' asks the decision '{name}', but the definition holds no decisions.",
                f"“{token.task_spec.name}”引用决策“{name}”，但定义中没有决策。",
            )
        result, rules = decisions.decide(str(name), names)
        node = token.task_spec
        variable = node.io.result
        if variable:
            self.names.write(self.names.frames_of(token), {variable: result})
        elif isinstance(result, dict):
            self.names.write(self.names.frames_of(token), result)
        elif result is not None:
            self.names.write(self.names.frames_of(token), {str(name): result})
        token.internal_data["result"] = result
        self.report.rules = (*self.report.rules, *rules)

    def call_process(self, token: Token, node: CallActivity) -> None:
        """Another process of the definition runs inside this one."""
        if node.inner is None:
            raise ExpressionFailure(
                f"'{node.name}' calls the process '{node.called}', which is not part of the definition.",
                f"“{node.name}”调用的流程“{node.called}”不在本定义中。",
            )
        if token.workflow.calls >= CALL_DEPTH:
            raise LimitError(
                limit="call_depth",
                message=f"'{node.name}' calls '{node.called}' {CALL_DEPTH} levels deep. Does a process call itself?",
                message_zh=f"“{node.name}”调用“{node.called}”已达 {CALL_DEPTH} 层，请检查是否循环调用。",
            )
        self.open_scope(token, node.inner)

    def close_activity(self, token: Token) -> None:
        """The activity has ended well: nothing listens beside it any more, and it can be undone."""
        raise NotImplementedError

    def look_at_join(self, scope: ScopeWorkflow, node: Join) -> None:
        """A token has arrived at a join."""
        self.joining.look_at(scope, node)
