"""Random diagrams full of events: saved or not, pruned or not, the same happens, and the books always balance.

There is no oracle here for what must happen (``test_equality`` has one for plain blocks, ``test_nasty_scopes``
names the hard cases); what is held is that the state tells the whole truth: counts agree with tokens, nothing
waits in a scope that has ended, and a loaded state goes on exactly as the kept one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bpmn import Execution, define
from engine.bpmn.execution.stepping import STEP_BUDGET
from engine.bpmn.transition import (
    BroadcastSignal,
    CompleteTask,
    Continue,
    CorrelateMessage,
    FireTimer,
    SetData,
    Start,
)
from tests.bpmn.execution.driving import BEGIN, diagram, flow, node, nodes, path, script

if TYPE_CHECKING:
    from engine.bpmn import Definition
    from engine.bpmn.transition import Command, Transition

AROUND = "".join(f'<signal id="s{n}" name="s{n}"/>' for n in range(3)) + (
    '<message id="m" name="m"/><error id="e" errorCode="E"/><escalation id="esc" escalationCode="ESC"/>'
)
Tree = tuple[Any, ...]
LEAVES = st.sampled_from(
    [
        "user",
        "script",
        "catch",
        "timer",
        "error",
        "escalate",
        "terminate",
        "undo",
        "signal",
        "cancel",
        "message",
        "gate",
        "all",
        "compound",
    ]
)
WRAPS = st.sampled_from(
    [
        "sub",
        "guard",
        "nudge",
        "error_guard",
        "handler",
        "beside",
        "undoable",
        "multi",
        "transaction",
        "condition",
        "undo_scope",
        "repeat",
        "enough",
        "cycle",
        "tick",
        "free",
        "call",
        "complex",
        "discriminator",
        "told",
        "aside",
        "rescue",
        "undo_tree",
        "undo_event",
    ]
)
TREES = st.recursive(
    st.tuples(LEAVES, st.integers(0, 2)),
    lambda inner: (
        st.tuples(WRAPS, st.integers(0, 2), inner)
        | st.tuples(st.sampled_from(["seq", "par", "inc"]), inner, inner)
    ),
    max_leaves=7,
)


class Wild:
    """Draws a tree of leaves, wraps and pairs."""

    def __init__(self) -> None:
        self.count = 0
        self.called: list[str] = []

    def id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"

    def draw(self, tree: Tree) -> tuple[str, str, str]:
        """XML, first and last node."""
        kind = tree[0]
        if kind in ("seq", "par", "inc"):
            return self.pair(kind, self.draw(tree[1]), self.draw(tree[2]))
        if len(tree) == 2:
            return self.leaf(kind, tree[1])
        return self.wrap(kind, tree[1], self.draw(tree[2]))

    def pair(self, kind: str, a: tuple[str, str, str], b: tuple[str, str, str]) -> tuple[str, str, str]:
        if kind == "seq":
            return a[0] + b[0] + flow(a[2], b[1]), a[1], b[2]
        split, join = self.id("split"), self.id("join")
        gateway = "parallelGateway" if kind == "par" else "inclusiveGateway"
        flows = "".join(flow(split, each[1]) + flow(each[2], join) for each in (a, b))
        return a[0] + b[0] + nodes(gateway, split, join) + flows, split, join

    def leaf(self, kind: str, number: int) -> tuple[str, str, str]:
        name = self.id(kind)
        definitions = {
            "catch": ("intermediateCatchEvent", f'<signalEventDefinition signalRef="s{number}"/>'),
            "timer": (
                "intermediateCatchEvent",
                "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
            ),
            "error": ("endEvent", '<errorEventDefinition errorRef="e"/>'),
            "escalate": ("intermediateThrowEvent", '<escalationEventDefinition escalationRef="esc"/>'),
            "terminate": ("endEvent", "<terminateEventDefinition/>"),
            "undo": ("intermediateThrowEvent", "<compensateEventDefinition/>"),
            "signal": ("intermediateThrowEvent", f'<signalEventDefinition signalRef="s{number}"/>'),
            "cancel": ("endEvent", "<cancelEventDefinition/>"),
            "message": ("intermediateCatchEvent", '<messageEventDefinition messageRef="m"/>'),
            "compound": (
                "intermediateThrowEvent",
                f'<escalationEventDefinition escalationRef="esc"/><compensateEventDefinition/><signalEventDefinition signalRef="s{number}"/>',
            ),
        }
        if kind == "gate":
            return self.gate(name, number)
        if kind == "all":
            both = f'<signalEventDefinition signalRef="s{number}"/><messageEventDefinition messageRef="m"/>'
            xml = node("intermediateCatchEvent", name, both, parallelMultiple="true")
        elif kind == "user":
            xml = nodes("userTask", name)
        elif kind == "script":
            xml = script(name, "{n: n + 1}")
        else:
            xml = node(definitions[kind][0], name, definitions[kind][1])
        return xml, name, name

    def gate(self, name: str, number: int) -> tuple[str, str, str]:
        """An event gateway: signal, message or timer."""
        merge = self.id("merge")
        triggers = (
            f'<signalEventDefinition signalRef="s{number}"/>',
            '<messageEventDefinition messageRef="m"/>',
            "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
        )
        xml = nodes("eventBasedGateway", name) + nodes("exclusiveGateway", merge)
        for each in triggers:
            event = self.id("event")
            xml += node("intermediateCatchEvent", event, each) + path(name, event, merge)
        return xml, name, merge

    def around(self, kind: str, number: int, inner: tuple[str, str, str]) -> tuple[str, str, str]:
        """Wraps that are no subprocess: a call, a drawn loop, a complex gateway."""
        xml, first, last = inner
        if kind == "call":
            name, process, start = self.id("call"), self.id("process"), self.id("start")
            self.called.append(
                f'<process id="{process}" isExecutable="true">{nodes("startEvent", start)}{flow(start, first)}{xml}</process>'
            )
            return node("callActivity", name, calledElement=process), name, name
        split, join = self.id("split"), self.id("join")
        if kind == "cycle":
            head = "inclusiveGateway" if number else "exclusiveGateway"
            count = script(self.id("count"), "{turns: turns + 1}")
            counter = f"count_{self.count}"
            out = nodes("task", self.id("out"))
            leave = f"out_{self.count}"
            xml += nodes(head, join) + nodes("exclusiveGateway", split) + count + out
            xml += path(join, first) + path(last, counter, split)
            xml += flow(split, join, f"turns < {number + 2}") + flow(split, leave, f"turns >= {number + 2}")
            return xml, join, leave
        other = self.id("user")
        need = 1 if kind == "discriminator" else 2
        condition = f"<activationCondition>activationCount &gt;= {need}</activationCondition>"
        xml += (
            nodes("userTask", other)
            + nodes("parallelGateway", split)
            + node("complexGateway", join, condition)
        )
        return xml + path(split, first) + path(last, join) + path(split, other, join), split, join

    def inside(self, kind: str, number: int, inner: tuple[str, str, str]) -> tuple[str, str, str]:
        """The tree itself is what reacts: an event subprocess, or what undoes an activity."""
        xml, first, _ = inner
        name, task, start, event = self.id("sub"), self.id("user"), self.id("start"), self.id("start")
        body = nodes("userTask", task) + nodes("startEvent", start) + path(start, task)
        if kind == "undo_tree":
            done, boundary, handler = self.id("done"), self.id("b"), self.id("handler")
            throw = self.id("undo")
            body += (
                nodes("task", done)
                + node("boundaryEvent", boundary, "<compensateEventDefinition/>", attachedToRef=done)
                + node(
                    "subProcess",
                    handler,
                    nodes("startEvent", event) + xml + path(event, first),
                    isForCompensation="true",
                )
                + f'<association id="{self.id("as")}" sourceRef="{boundary}" targetRef="{handler}"/>'
                + node("intermediateThrowEvent", throw, "<compensateEventDefinition/>")
                + path(task, done, throw)
            )
            return node("subProcess", name, body), name, name
        trigger = {
            "aside": f'<signalEventDefinition signalRef="s{number}"/>',
            "rescue": "<errorEventDefinition/>",
            "undo_event": "<compensateEventDefinition/>",
        }[kind]
        gentle = kind == "aside" and number > 0
        handler = (
            node("startEvent", event, trigger, isInterrupting=str(not gentle).lower())
            + xml
            + path(event, first)
        )
        body += node("subProcess", self.id("event"), handler, triggeredByEvent="true")
        if kind == "rescue":
            end = self.id("error")
            body += node("endEvent", end, '<errorEventDefinition errorRef="e"/>') + path(task, end)
        return node("subProcess", name, body), name, name

    def wrap(self, kind: str, number: int, inner: tuple[str, str, str]) -> tuple[str, str, str]:
        if kind in ("call", "cycle", "complex", "discriminator"):
            return self.around(kind, number, inner)
        if kind in ("aside", "rescue", "undo_tree", "undo_event"):
            return self.inside(kind, number, inner)
        name = self.id("sub")
        loop = extra = ""
        tag = "transaction" if kind == "transaction" else "subProcess"
        if kind == "multi":
            loop = (
                f'<multiInstanceLoopCharacteristics isSequential="{str(number == 0).lower()}"><loopCardinality>{number + 1}'
                "</loopCardinality></multiInstanceLoopCharacteristics>"
            )
        elif kind == "repeat":
            loop = f'<standardLoopCharacteristics loopMaximum="{number + 1}"/>'
        elif kind == "enough":
            loop = (
                f'<multiInstanceLoopCharacteristics isSequential="{str(number == 2).lower()}"><loopCardinality>3'
                "</loopCardinality><completionCondition>nrOfCompletedInstances &gt;= 2</completionCondition>"
                "</multiInstanceLoopCharacteristics>"
            )
        elif kind == "free":
            cancel = str(number == 0).lower()
            loop = f"<completionCondition>n &gt; {number}</completionCondition>"
            loop += '<extensionElements><spiffworkflow:properties><spiffworkflow:property name="start" value="auto"/>'
            loop += "</spiffworkflow:properties></extensionElements>"
            body = node(
                "adHocSubProcess",
                name,
                loop + inner[0] + nodes("userTask", self.id("user")),
                cancelRemainingInstances=cancel,
            )
            return body, name, name
        if kind in ("handler", "beside"):
            extra = self.event_subprocess(
                f'<signalEventDefinition signalRef="s{number}"/>',
                interrupting=kind == "handler",
                done=number > 0,
            )
        elif kind == "undo_scope":
            extra = self.event_subprocess("<compensateEventDefinition/>", interrupting=True)
        elif kind == "undoable":
            extra = self.undoable()[0]
        start, end = self.id("start"), self.id("end")
        body = (
            nodes("startEvent", start)
            + nodes("endEvent", end)
            + extra
            + inner[0]
            + path(start, inner[1])
            + flow(inner[2], end)
        )
        xml = node(tag, name, loop + body)
        return xml + self.boundary(kind, number, name), name, name

    def undoable(self) -> tuple[str, str]:
        """XML and id of a script that a person undoes."""
        done, event, handler = self.id("done"), self.id("b"), self.id("handler")
        xml = (
            script(done, "{n: n + 1}")
            + node("boundaryEvent", event, "<compensateEventDefinition/>", attachedToRef=done)
            + node("userTask", handler, isForCompensation="true")
            + f'<association id="{self.id("as")}" sourceRef="{event}" targetRef="{handler}"/>'
        )
        return xml, done

    def event_subprocess(self, trigger: str, *, interrupting: bool, done: bool = False) -> str:
        name, start, task = self.id("event"), self.id("start"), self.id("user")
        xml, first = self.undoable() if done else ("", task)
        body = (
            node("startEvent", start, trigger, isInterrupting=str(interrupting).lower())
            + xml
            + nodes("userTask", task)
            + path(start, first)
            + (path(first, task) if done else "")
        )
        return node("subProcess", name, body, triggeredByEvent="true")

    def boundary(self, kind: str, number: int, name: str) -> str:
        triggers = {
            "guard": f'<signalEventDefinition signalRef="s{number}"/>',
            "nudge": f'<signalEventDefinition signalRef="s{number}"/>',
            "error_guard": "<errorEventDefinition/>",
            "transaction": "<cancelEventDefinition/>",
            "condition": f"<conditionalEventDefinition><condition>n > {number}</condition></conditionalEventDefinition>",
            "tick": "<timerEventDefinition><timeCycle>R2/PT1H</timeCycle></timerEventDefinition>",
            "told": '<messageEventDefinition messageRef="m"/>',
            "beside": '<escalationEventDefinition escalationRef="esc"/>',
        }
        if kind not in triggers:
            return ""
        event, task = self.id("b"), self.id("user")
        gentle = kind in ("nudge", "condition", "beside", "tick", "told")
        xml = node(
            "boundaryEvent", event, triggers[kind], attachedToRef=name, cancelActivity=str(not gentle).lower()
        )
        return xml + nodes("userTask", task) + flow(event, task)


def model(tree: Tree) -> bytes:
    wild = Wild()
    xml, first, last = wild.draw(tree)
    return diagram(
        nodes("startEvent", "start"),
        nodes("endEvent", "done"),
        xml,
        flow("start", first),
        flow(last, "done"),
        around=AROUND + "".join(wild.called),
    )


def check_books(execution: Execution) -> None:
    """The state tells the whole truth."""
    case = execution._case
    alive = [token for token in case.tokens.values() if token.alive]
    for scope in case.running_scopes():
        assert scope.live == sum(token.role == "flow" for token in alive if token.workflow is scope), (
            scope.spec.name
        )
    for token in alive:
        assert not token.workflow.completed, token
        assert token._parent is None or case.live(token._parent) is not None, token
    waiting = {wait[1] for token in alive for wait in token.internal_data.get("waits", ()) if wait[1]}
    assert waiting == set(case.catching.waits)
    assert {each.id for each in case.catching.signals.values()} <= {token.id for token in alive}
    assert case.state == "running" or not alive


class WildPlay:
    """Plays with numbers as choices."""

    def __init__(
        self, definition: Definition, *, saves: bool, prunes: bool, budget: float = STEP_BUDGET
    ) -> None:
        self.definition, self.saves, self.prunes, self.budget = definition, saves, prunes, budget
        self.case = Execution(definition, None, at=BEGIN, prunes=prunes, budget=budget)
        self.snapshot = b""
        self.open: dict[str, Command] = {}
        self.trace: list[tuple[str, str, str]] = []

    def do(self, command: Command) -> Transition:
        if self.saves and self.snapshot:
            self.case = Execution(
                self.definition, self.snapshot, at=BEGIN, prunes=self.prunes, budget=self.budget
            )
        result = self.case.apply(command, at=BEGIN)
        self.snapshot = result.snapshot
        check_books(self.case)
        self.trace += [(step.element_id, step.action, step.token_id) for step in result.steps]
        for each in (*result.closed_tasks, *result.cleared_timers, *result.unsubscribed):
            del self.open[each]
        self.open |= {
            each.task_id: CompleteTask(task_id=each.task_id, data={}) for each in result.opened_tasks
        }
        self.open |= {each.timer_id: FireTimer(timer_id=each.timer_id) for each in result.set_timers}
        self.open |= {
            each.subscription_id: CorrelateMessage(subscription_id=each.subscription_id, payload={"m": 1})
            for each in result.subscribed
        }
        return result

    def run(self, numbers: list[int]) -> Transition:
        result = self.do(Start(data={"n": 0, "turns": 0}))
        for number in numbers:
            if result.state != "running":
                break
            for _ in range(round(2 * STEP_BUDGET / self.budget)):
                if result.budget_exhausted and result.state == "running":
                    result = self.do(Continue())
            if result.state != "running" or result.budget_exhausted:
                break
            if number % 3 == 0:
                result = self.do(BroadcastSignal(name=f"s{number % 4}"))
            elif number % 7 == 0:
                result = self.do(SetData(data={"n": number % 5}))
            elif self.open:
                result = self.do(self.open.pop(sorted(self.open)[number % len(self.open)]))
        return result


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TREES, st.lists(st.integers(0, 1_000), min_size=5, max_size=25))
def test_whatever_happens_the_books_balance_and_saving_changes_nothing(
    tree: Tree, numbers: list[int]
) -> None:
    definition = define({"p.bpmn": model(tree)}, process_id="p")

    plays = [
        WildPlay(definition, saves=saves, prunes=prunes)
        for saves in (False, True)
        for prunes in (True, False)
    ]
    results = [play.run(numbers) for play in plays]

    assert all(play.trace == plays[0].trace for play in plays)
    assert all(
        (each.state, each.outcome, each.data) == (results[0].state, results[0].outcome, results[0].data)
        for each in results
    )
    assert plays[0].snapshot == plays[2].snapshot


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TREES, st.lists(st.integers(0, 1_000), min_size=5, max_size=15), st.integers(1, 5))
def test_where_a_long_stretch_is_cut_into_commands_changes_nothing(
    tree: Tree, numbers: list[int], budget: int
) -> None:
    definition = define({"p.bpmn": model(tree)}, process_id="p")

    whole = WildPlay(definition, saves=True, prunes=True)
    cut = WildPlay(definition, saves=True, prunes=True, budget=budget)
    results = [whole.run(numbers), cut.run(numbers)]
    while results[1].budget_exhausted and results[1].state == "running" and len(cut.trace) < len(whole.trace):
        results[1] = cut.do(Continue())

    both = min(len(whole.trace), len(cut.trace))
    assert cut.trace[:both] == whole.trace[:both]
    if not any(each.budget_exhausted for each in results):
        assert (results[0].data, results[0].state) == (results[1].data, results[1].state)
