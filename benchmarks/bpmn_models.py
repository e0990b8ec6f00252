"""Diagrams for the benchmarks, written by code: chains, loops, multi-instance, a small case."""

from __future__ import annotations

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d"><process id="p" isExecutable="true">'
)
TAIL = "</process></definitions>"


def flow(source: str, target: str, condition: str = "") -> str:
    """One sequence flow."""
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def _diagram(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + TAIL).encode()


def small_case(*, python: bool = False) -> bytes:
    """Start, three user tasks, a gateway, a script; ``python`` writes what plain SpiffWorkflow runs."""
    script = "total = a + 1" if python else "{total: a + 1}"
    condition = "total == 3" if python else "total = 3"
    return _diagram(
        '<startEvent id="start"/><userTask id="u1"/><userTask id="u2"/><userTask id="u3"/><endEvent id="done"/>',
        f'<scriptTask id="sum"><script>{script}</script></scriptTask><exclusiveGateway id="gw" default="gw_done"/>',
        flow("start", "u1") + flow("u1", "sum") + flow("sum", "gw") + flow("gw", "u2", condition),
        flow("gw", "done") + flow("u2", "u3") + flow("u3", "done"),
    )


def chain(count: int, kind: str) -> bytes:
    """``count`` nodes of one kind in a row."""
    nodes = "".join(f'<{kind} id="n{each}"/>' for each in range(count))
    flows = "".join(flow(f"n{each}", f"n{each + 1}") for each in range(count - 1))
    return _diagram(
        '<startEvent id="start"/><endEvent id="done"/>',
        nodes,
        flows,
        flow("start", "n0"),
        flow(f"n{count - 1}", "done"),
    )


def user_loop() -> bytes:
    """A person goes round until ``again`` is false; a script counts."""
    return _diagram(
        '<startEvent id="start"/><exclusiveGateway id="join"/><userTask id="u"/><endEvent id="done"/>',
        '<scriptTask id="count"><script>{n: n + 1}</script></scriptTask><exclusiveGateway id="gw" default="gw_done"/>',
        flow("start", "join") + flow("join", "u") + flow("u", "count") + flow("count", "gw"),
        flow("gw", "join", "again") + flow("gw", "done"),
    )


def automatic_loop(turns: int) -> bytes:
    """A script counts to ``turns``."""
    return _diagram(
        '<startEvent id="start"/><exclusiveGateway id="join"/><endEvent id="done"/>',
        '<scriptTask id="count"><script>{n: n + 1}</script></scriptTask><exclusiveGateway id="gw" default="gw_done"/>',
        flow("start", "join") + flow("join", "count") + flow("count", "gw"),
        flow("gw", "join", f"n &lt; {turns}") + flow("gw", "done"),
    )


def multi_instance(kind: str, *, sequential: bool = False) -> bytes:
    """One activity over the list ``items``."""
    script = "<script>{}</script>" if kind == "scriptTask" else ""
    return _diagram(
        f'<startEvent id="start"/><endEvent id="done"/><{kind} id="each"><multiInstanceLoopCharacteristics '
        f'isSequential="{str(sequential).lower()}"><loopDataInputRef>items</loopDataInputRef>'
        f'<inputDataItem id="item" name="item"/></multiInstanceLoopCharacteristics>{script}</{kind}>',
        flow("start", "each") + flow("each", "done"),
    )
