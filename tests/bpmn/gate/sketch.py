"""Diagrams for tests in a few lines: nodes, flows and scopes in words, the rest as raw XML.

::

    start s                      a node: kind and id (start, end, user, xor, and, or, evt, or a BPMN name)
    user a name="Check"          with attributes
    throw t : <linkEventDefinition name="l"/>      with inner XML
    s > a > e                    flows; ids are s_a, a_e
    g > b if x = 1               with a condition; ``g > c else`` is the default
    sub w triggeredByEvent="true" {      a scope, until a line with }
    <dataObject id="d"/>         raw XML where it stands
    ^ <message id="m"/>          raw XML at the top of the file
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

KINDS = {
    "start": "startEvent", "end": "endEvent", "user": "userTask", "script": "scriptTask", "task": "task",
    "xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway", "evt": "eventBasedGateway",
    "catch": "intermediateCatchEvent", "throw": "intermediateThrowEvent", "boundary": "boundaryEvent",
    "sub": "subProcess", "call": "callActivity", "complex": "complexGateway",
}  # fmt: skip
_NODE = re.compile(r"(\w+) ([\w-]+)((?: [\w:]+=\"[^\"]*\")*)(?: : (.*))?")


@dataclass
class _Scope:
    tag: str
    identity: str
    attributes: str
    parts: list[str] = field(default_factory=list)
    defaults: dict[str, str] = field(default_factory=dict)

    def xml(self) -> str:
        inner = "".join(self.parts)
        for node, flow in self.defaults.items():
            inner = re.sub(rf'(<\w+ id="{node}")', rf'\1 default="{flow}"', inner, count=1)
        return f'<{self.tag} id="{self.identity}"{self.attributes}>{inner}</{self.tag}>'


def sketch(text: str, *, process: str = "p", attributes: str = ' isExecutable="true"') -> bytes:
    """The XML of a file with one process."""
    return definitions(*_read(text, process, attributes))


def definitions(top: str, bottom: str = "") -> bytes:
    """A file with these elements at its top."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
        'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
        'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
        'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
        'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
        'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
        'id="file" targetNamespace="urn:test">'
        f"{top}{bottom}</definitions>"
    ).encode()


def _read(text: str, process: str, attributes: str) -> tuple[str, str]:
    top: list[str] = []
    stack = [_Scope("process", process, attributes)]
    for line in (raw.strip() for raw in text.strip().splitlines()):
        scope = stack[-1]
        if line.startswith("^"):
            top.append(line[1:].strip())
        elif line.startswith("<") or not line:
            scope.parts.append(line)
        elif line == "}":
            stack.pop()
            stack[-1].parts.append(scope.xml())
        elif line.endswith("{"):
            stack.append(_scope(line[:-1].strip()))
        elif " > " in line:
            _flows(scope, line)
        else:
            scope.parts.append(_node(line))
    return "".join(top), stack[0].xml()


def _scope(line: str) -> _Scope:
    kind, identity, attributes, _ = _parts(line)
    return _Scope(kind, identity, attributes)


def _parts(line: str) -> tuple[str, str, str, str]:
    found = _NODE.fullmatch(line)
    assert found, f"no line of a sketch: {line!r}"
    return KINDS.get(found[1], found[1]), found[2], found[3] or "", found[4] or ""


def _node(line: str) -> str:
    kind, identity, attributes, inner = _parts(line)
    return f'<{kind} id="{identity}"{attributes}>{inner}</{kind}>'


def _flows(scope: _Scope, line: str) -> None:
    chain, condition = line, ""
    if " if " in line:
        chain, _, text = line.partition(" if ")
        condition = f'<conditionExpression xsi:type="tFormalExpression">{escape(text)}</conditionExpression>'
    is_default = chain.endswith(" else")
    names = chain.removesuffix(" else").split(" > ")
    for source, target in pairwise(names):
        flow = f"{source}_{target}"
        if is_default:
            scope.defaults[source] = flow
        scope.parts.append(
            f'<sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}">{condition}</sequenceFlow>'
        )
