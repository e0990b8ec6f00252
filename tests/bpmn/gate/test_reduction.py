"""Folding a graph changes nothing about its verdict: held against playing every token of the whole graph."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn.gate.diagram import Diagram
from engine.bpmn.gate.soundness.explore import Explorer
from engine.bpmn.gate.soundness.graph import build
from engine.bpmn.gate.soundness.reduce import reduce
from engine.domain.xml import parse_xml
from tests.bpmn.gate.sketch import sketch

GATEWAYS = ("xor", "and", "or")


@st.composite
def blocks(draw: st.DrawFn, depth: int, names: list[str], lines: list[str]) -> tuple[str, str]:
    """A well-structured part with one way in and one way out; its lines are added to ``lines``."""

    def fresh(kind: str) -> str:
        names.append(f"{kind}{len(names)}")
        lines.append(f"{kind} {names[-1]}")
        return names[-1]

    shape = draw(st.sampled_from(("task", "sequence", "block", "loop"))) if depth else "task"
    if shape == "task":
        task = fresh("user")
        return task, task
    if shape == "sequence":
        first, second = draw(blocks(depth - 1, names, lines)), draw(blocks(depth - 1, names, lines))
        lines.append(f"{first[1]} > {second[0]}")
        return first[0], second[1]
    kind = "xor" if shape == "loop" else draw(st.sampled_from(GATEWAYS))
    opening, closing = fresh(kind), fresh(kind)
    for _ in range(1 if shape == "loop" else draw(st.integers(2, 3))):
        inner = draw(blocks(depth - 1, names, lines))
        lines.append(f"{opening} > {inner[0]}")
        lines.append(f"{inner[1]} > {closing}")
    if shape == "loop":
        lines.append(f"{closing} > {opening}")
    return opening, closing


@st.composite
def structured(draw: st.DrawFn) -> list[str]:
    names: list[str] = []
    lines: list[str] = []
    first, last = draw(blocks(3, names, lines))
    return ["start s", "end e", *lines, f"s > {first}", f"{last} > e"]


@st.composite
def tangled(draw: st.DrawFn) -> list[str]:
    """Any few nodes connected in any way, reached from one start."""
    count = draw(st.integers(2, 6))
    kinds = draw(st.lists(st.sampled_from((*GATEWAYS, "user")), min_size=count, max_size=count))
    lines = ["start s", "end e", *(f"{kind} n{index}" for index, kind in enumerate(kinds))]
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count))
    flows = draw(st.sets(pairs, min_size=count, max_size=2 * count))
    lines.append("s > n0")
    lines += [f"n{one} > {'e' if other == count else f'n{other}'}" for one, other in sorted(flows)]
    return lines


def verdict(lines: list[str], *, folded: bool) -> tuple[bool, bool]:
    """Whether something can be stuck, and whether tokens can meet."""
    diagram = Diagram(file="p.bpmn", root=parse_xml(sketch("\n".join(lines))))
    graph = build(diagram, next(diagram.every("process")))
    if folded:
        reduce(graph, forget_ending=False)
    outcome = Explorer(graph, forget_ending=False).run(limit=50_000)
    return bool(outcome.stuck), bool(outcome.meetings)


@settings(deadline=None, max_examples=60)
@given(structured())
def test_what_is_built_of_blocks_is_sound(lines: list[str]) -> None:
    assert verdict(lines, folded=True) == (False, False)


@settings(deadline=None, max_examples=300)
@given(tangled())
def test_folding_keeps_the_verdict(lines: list[str]) -> None:
    whole, folded = verdict(lines, folded=False), verdict(lines, folded=True)

    assert any(whole) == any(folded)
    if not whole[1]:
        assert whole == folded
