"""Fold away what is sound by its shape, so that only the knots are explored token by token.

The rules are the classic ones for free-choice nets (Murata 1989, fig. 23: fusion of series and parallel
places and transitions, elimination of self-loops), written for steps and edges. They keep whether a
scope can deadlock and whether two tokens can meet; folded steps stay in ``Edge.via``, so that a
counter-example names them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.bpmn.gate.soundness.graph import Graph, Step


def reduce(graph: Graph, *, forget_ending: bool = True) -> None:
    """Apply the rules until none applies; changes the graph.

    ``forget_ending``: a branch beside others that goes straight to a plain end is taken away (see
    ``Explorer``); without it the verdict is exactly that of the whole graph.
    """
    while _once(graph, forget_ending=forget_ending):
        pass


def _once(graph: Graph, *, forget_ending: bool) -> bool:
    ins, outs = _neighbours(graph)
    for step in graph.steps.values():
        if len(ins[step.step_id]) <= 1:
            step.join = "any"
    folded = [step for step in list(graph.steps.values()) if _fold_series(graph, step, ins, outs)]
    return bool(folded) or any(
        _drop_self_loops(graph, step)
        or _drop_twins(graph, step, outs[step.step_id])
        or (forget_ending and _drop_ending_branches(graph, step, outs[step.step_id]))
        or _fuse(graph, step, ins, outs[step.step_id])
        for step in list(graph.steps.values())
    )


def _neighbours(graph: Graph) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    ins: dict[str, list[str]] = {step: [] for step in graph.steps}
    outs: dict[str, list[str]] = {step: [] for step in graph.steps}
    for edge in graph.edges.values():
        if edge.target in ins:
            ins[edge.target].append(edge.edge_id)
        if edge.source in outs:
            outs[edge.source].append(edge.edge_id)
    return ins, outs


def is_choice(step: Step) -> bool:
    """Takes any token and puts out one."""
    return step.join == "any" and not step.ends and all(len(option) == 1 for option in step.options)


def is_parallel(step: Step, count_in: int) -> bool:
    """Takes all and puts out all (a single way in or out may be either)."""
    joins = step.join == "all" or count_in == 1
    return joins and not step.ends and len(step.options) == 1 and len(step.options[0]) > 0


def _fold_series(graph: Graph, step: Step, ins: dict[str, list[str]], outs: dict[str, list[str]]) -> bool:
    """One way in, one way out: the step becomes part of the edge."""
    into, out = ins[step.step_id], outs[step.step_id]
    if len(into) != 1 or len(out) != 1 or step.ends or step.options != (frozenset(out),):
        return False
    first, second = graph.edges[into[0]], graph.edges[out[0]]
    if first.edge_id == second.edge_id:
        return False
    if second.target in ins:
        ins[second.target] = [
            first.edge_id if each == second.edge_id else each for each in ins[second.target]
        ]
    first.via += (step.step_id, *second.via)
    first.target = second.target
    del graph.edges[second.edge_id], graph.steps[step.step_id]
    return True


def _drop_self_loops(graph: Graph, step: Step) -> bool:
    """A choice that may lead back to itself and has another way out."""
    if not is_choice(step):
        return False
    loops = {
        edge.edge_id
        for edge in graph.edges.values()
        if edge.source == step.step_id and edge.target == step.step_id
    }
    left = tuple(option for option in step.options if not option & loops)
    if not loops or not left:
        return False
    step.options = left
    for edge_id in loops:
        del graph.edges[edge_id]
    return True


def _drop_twins(graph: Graph, step: Step, outs: list[str]) -> bool:
    """Two edges between the same two steps, both choices, both parallel, or into an inclusive join."""
    seen: dict[str, str] = {}
    twins: dict[str, str] = {}
    for edge_id in outs:
        edge = graph.edges[edge_id]
        other = seen.setdefault(edge.target, edge_id)
        if other == edge_id or edge.target not in graph.steps or edge.target == step.step_id:
            continue
        target = graph.steps[edge.target]
        choice = is_choice(step) and target.join == "any"
        parallel = is_parallel(step, 1) and target.join == "all" and not target.ends
        if choice or parallel or target.join == "inclusive":
            twins[edge_id] = other
    if not twins:
        return False
    step.options = tuple(
        dict.fromkeys(frozenset(twins.get(out, out) for out in option) for option in step.options)
    )
    for edge_id in twins:
        del graph.edges[edge_id]
    return True


def _drop_ending_branches(graph: Graph, step: Step, outs: list[str]) -> bool:
    """A branch that is always accompanied by another one and only ends."""
    for edge_id in outs:
        target = graph.steps.get(graph.edges[edge_id].target)
        only_ends = target is not None and target.options == (frozenset(),) and not target.ends
        if not only_ends or any(option == {edge_id} for option in step.options):
            continue
        step.options = tuple(dict.fromkeys(option - {edge_id} for option in step.options))
        del graph.edges[edge_id]
        return True
    return False


def _fuse(graph: Graph, step: Step, ins: dict[str, list[str]], outs: list[str]) -> bool:
    """Two choices in a row are one choice; two parallel steps in a row are one parallel step."""
    for edge_id in outs:
        edge = graph.edges[edge_id]
        target = graph.steps.get(edge.target)
        if target is None or target is step:
            continue
        only_out, only_in = outs == [edge_id], ins[target.step_id] == [edge_id]
        if not (only_out or only_in):
            continue
        both_choose = is_choice(step) and is_choice(target)
        both_parallel = is_parallel(step, len(ins[step.step_id])) and is_parallel(
            target, len(ins[target.step_id])
        )
        if both_choose or both_parallel:
            _merge(graph, step, target, edge_id, into_target=only_out)
            return True
    return False


def _merge(graph: Graph, step: Step, target: Step, edge_id: str, *, into_target: bool) -> None:
    """Fuse two steps along an edge; the one that only passes on disappears into ``via``."""
    edge = graph.edges.pop(edge_id)
    if into_target:
        for incoming in list(graph.edges.values()):
            if incoming.target == step.step_id:
                incoming.via += (step.step_id, *edge.via)
                incoming.target = target.step_id
        if step.join == "all":
            target.join = "all"
        del graph.steps[step.step_id]
        return
    for outgoing in graph.edges.values():
        if outgoing.source == target.step_id:
            outgoing.via = (*edge.via, target.step_id, *outgoing.via)
            outgoing.source = step.step_id
    if is_choice(step) and is_choice(target):
        step.options = tuple(option for option in step.options if edge_id not in option) + target.options
    else:
        step.options = (frozenset(step.options[0] - {edge_id} | target.options[0]),)
    del graph.steps[target.step_id]
