"""Random well-formed diagrams, and what each must do, worked out from the blocks they are made of.

A diagram is a tree of blocks: sequence, exclusive, parallel and inclusive branches, bounded loops,
subprocesses, multi-instance activities, scripts and user tasks; around them events that are thrown and caught on the
spot, errors, completion conditions, calls, and activities that are undone at once, later or never. ``expect`` plays the tree by itself, without
tokens, and so is an oracle that shares no code with the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.bpmn.execution.driving import diagram, flow, node, nodes

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


@dataclass
class Block:
    """One block: ``kind``, its inner blocks, and a number (turns, instances, which branches)."""

    kind: str
    inner: list[Block] = field(default_factory=list)
    number: int = 1


LEAVES = st.sampled_from(["user", "script", "task", "catch"]).map(Block) | st.builds(
    Block, st.sampled_from(["many", "enough", "undoable"]), st.just([]), st.integers(1, 4)
)
PLAIN_LEAVES = st.sampled_from(["user", "script"]).map(Block)


CAUGHT = {
    "guard": ("escalation", "boundary"),
    "fail": ("error", "boundary"),
    "notify": ("escalation", "handler"),
    "rescue": ("error", "handler"),
}
"""Subprocesses that throw when their block is done: what, and who catches it (error interrupts, escalation does not)."""
AROUND = (
    '<signal id="sig" name="go"/><error id="err" errorCode="E"/><escalation id="esc" escalationCode="X"/>'
)


def blocks(*, plain: bool = False) -> SearchStrategy[Block]:
    """Random blocks; ``plain`` only such as plain SpiffWorkflow runs rightly."""
    kinds = (
        ["sequence", "exclusive", "parallel"] if plain else ["sequence", "exclusive", "parallel", "inclusive"]
    )
    more = [] if plain else ["loop", "incloop", "sub", "multi", "serial", *CAUGHT, "undo", "call"]

    def grow(inner: SearchStrategy[Block]) -> SearchStrategy[Block]:
        many = st.builds(
            Block, st.sampled_from(kinds), st.lists(inner, min_size=2, max_size=3), st.integers(1, 7)
        )
        one = st.builds(
            Block,
            st.sampled_from(more or ["sequence"]),
            st.lists(inner, min_size=1, max_size=1),
            st.integers(1, 3),
        )
        return many | one if more else many

    return st.recursive(PLAIN_LEAVES if plain else LEAVES, grow, max_leaves=8)


class Drawing:
    """Draws a block as BPMN. Script tasks count their runs in ``n``; catch events wait for a signal ``go``."""

    def __init__(self, *, python: bool = False) -> None:
        self.python = python
        self.count = 0
        self.counters: list[str] = []
        self.parts: list[str] = []
        self.called: list[str] = []

    def name(self, kind: str) -> str:
        """A new id."""
        self.count += 1
        return f"{kind}{self.count}"

    def draw(self, block: Block) -> bytes:
        """The whole diagram."""
        self.parts += [nodes("startEvent", "start"), nodes("endEvent", "done")]
        first, last = self.block(block)
        self.parts += [flow("start", first), flow(last, "done")]
        return diagram(*self.parts, around=AROUND + "".join(self.called))

    def block(self, block: Block) -> tuple[str, str]:
        """First and last node of a block."""
        if block.kind in CAUGHT:
            return self._caught(block)
        return getattr(self, f"_{block.kind}")(block)  # type: ignore[no-any-return]

    def _leaf(self, text: str, name: str) -> tuple[str, str]:
        self.parts.append(text)
        return name, name

    def _user(self, _: Block) -> tuple[str, str]:
        name = self.name("user")
        return self._leaf(nodes("userTask", name), name)

    def _many(self, block: Block) -> tuple[str, str]:
        name = self.name("many")
        loop = f"<loopCardinality>{block.number}</loopCardinality>"
        loop = f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>"
        return self._leaf(node("userTask", name, loop), name)

    def _task(self, _: Block) -> tuple[str, str]:
        name = self.name("task")
        return self._leaf(nodes("task", name), name)

    def _catch(self, _: Block) -> tuple[str, str]:
        name = self.name("user")
        receive = '<signalEventDefinition signalRef="sig"/>'
        return self._leaf(node("intermediateCatchEvent", name, receive), name)

    def _script(self, _: Block) -> tuple[str, str]:
        name = self.name("script")
        code = f"{name} = True" if self.python else "{n: n + 1}"
        return self._leaf(node("scriptTask", name, f"<script>{code}</script>"), name)

    def _sequence(self, block: Block) -> tuple[str, str]:
        ends = [self.block(each) for each in block.inner]
        self.parts += [flow(a[1], b[0]) for a, b in pairwise(ends)]
        return ends[0][0], ends[-1][1]

    def _branches(self, block: Block, kind: str, conditions: list[str]) -> tuple[str, str]:
        split, join = self.name("split"), self.name("join")
        self.parts.append(nodes(kind, split, join))
        for each, condition in zip(block.inner, conditions, strict=True):
            first, last = self.block(each)
            self.parts += [flow(split, first, condition), flow(last, join)]
        return split, join

    def _parallel(self, block: Block) -> tuple[str, str]:
        return self._branches(block, "parallelGateway", [""] * len(block.inner))

    def _exclusive(self, block: Block) -> tuple[str, str]:
        chosen = block.number % len(block.inner)
        words = ("True", "False") if self.python else ("true", "false")
        conditions = [words[number != chosen] for number in range(len(block.inner))]
        return self._branches(block, "exclusiveGateway", conditions)

    def _inclusive(self, block: Block) -> tuple[str, str]:
        conditions = ["true" if each else "false" for each in _mask(block)]
        return self._branches(block, "inclusiveGateway", conditions)

    def _incloop(self, block: Block) -> tuple[str, str]:
        return self._loop(block, "inclusiveGateway")

    def _loop(self, block: Block, kind: str = "exclusiveGateway") -> tuple[str, str]:
        name, join, split, count = (self.name(each) for each in ("loop", "join", "split", "count"))
        self.counters.append(count)
        first, last = self.block(block.inner[0])
        self.parts += [
            node("scriptTask", name, f"<script>{{{count}: 0}}</script>"),
            nodes(kind, join),
            node("scriptTask", f"c_{count}", f"<script>{{{count}: {count} + 1}}</script>"),
            node(kind, split),
            nodes("task", f"e_{count}"),
            flow(name, join),
            flow(join, first),
            flow(last, f"c_{count}"),
            flow(f"c_{count}", split),
            flow(split, join, f"{count} < {block.number}"),
            flow(split, f"e_{count}", f"{count} >= {block.number}"),
        ]
        return name, f"e_{count}"

    def _enough(self, block: Block) -> tuple[str, str]:
        """As many users as the number says, of two more that begin."""
        name = self.name("many")
        loop = (
            f"<loopCardinality>{block.number + 2}</loopCardinality><completionCondition>"
            f"nrOfCompletedInstances &gt;= {block.number}</completionCondition>"
        )
        serial = str(block.number % 2 == 0).lower()
        characteristics = "multiInstanceLoopCharacteristics"
        loop = f'<{characteristics} isSequential="{serial}">{loop}</{characteristics}>'
        return self._leaf(node("userTask", name, loop), name)

    def _undoable(self, _: Block) -> tuple[str, str]:
        name, event, handler = self.name("task"), self.name("b"), self.name("handler")
        self.parts += [
            node("boundaryEvent", event, "<compensateEventDefinition/>", attachedToRef=name),
            node("scriptTask", handler, "<script>{n: n + 1}</script>", isForCompensation="true"),
            f'<association id="{self.name("as")}" sourceRef="{event}" targetRef="{handler}"/>',
        ]
        return self._leaf(nodes("task", name), name)

    def _throws(self, block: Block, thrown: str, more: str = "") -> str:
        """A subprocess that throws when its block is done."""
        definition = (
            f"<{thrown}EventDefinition"
            + {"error": ' errorRef="err"', "escalation": ' escalationRef="esc"', "compensate": ""}[thrown]
            + "/>"
        )
        tag = "endEvent" if thrown == "error" else "intermediateThrowEvent"
        name = self.name("throw")
        return self._scope(block, more, tail=(node(tag, name, definition), name))[0]

    def _caught(self, block: Block) -> tuple[str, str]:
        thrown, place = CAUGHT[block.kind]
        definition = f'<{thrown}EventDefinition {thrown}Ref="{"err" if thrown == "error" else "esc"}"/>'
        event, found, merge = self.name("event"), self.name("script"), self.name("merge")
        interrupts = str(thrown == "error").lower()
        caught = node("scriptTask", found, "<script>{n: n + 1}</script>") + flow(event, found)
        if place == "handler":
            start = node("startEvent", event, definition, isInterrupting=interrupts)
            own = node("subProcess", self.name("handler"), start + caught, triggeredByEvent="true")
            name = self._throws(block, thrown, own)
            return name, name
        name = self._throws(block, thrown)
        self.parts += [
            node("boundaryEvent", event, definition, attachedToRef=name, cancelActivity=interrupts),
            caught,
            nodes("exclusiveGateway", merge),
            flow(name, merge),
        ]
        if thrown == "error":
            self.parts.append(flow(found, merge))
        return name, merge

    def _undo(self, block: Block) -> tuple[str, str]:
        name = self._throws(block, "compensate")
        return name, name

    def _call(self, block: Block) -> tuple[str, str]:
        name, process = self.name("call"), self.name("process")
        outer, self.parts = self.parts, []
        inner, _ = self._scope(block)
        self.called.append(
            f'<process id="{process}" isExecutable="true">{"".join(self.parts)}'
            f"{nodes('startEvent', f'{process}_in')}{flow(f'{process}_in', inner)}</process>"
        )
        self.parts = outer
        return self._leaf(node("callActivity", name, calledElement=process), name)

    def _scope(self, block: Block, loop: str = "", *, tail: tuple[str, str] | None = None) -> tuple[str, str]:
        """``loop`` is whatever else belongs into it; ``tail`` an event before its end, or in its place."""
        name = self.name("sub")
        outer, self.parts, outer_counters, self.counters = self.parts, [], self.counters, []
        first, last = self.block(block.inner[0])
        if tail is not None:
            self.parts += [tail[0], flow(last, tail[1])]
            last = tail[1]
        own = "".join(node("property", each, name=each) for each in self.counters)
        inside = "".join(
            [
                own,
                nodes("startEvent", f"{name}_in"),
                nodes("endEvent", f"{name}_out"),
                *self.parts,
                flow(f"{name}_in", first),
                "" if tail is not None and tail[0].startswith("<endEvent") else flow(last, f"{name}_out"),
            ]
        )
        self.parts, self.counters = outer, outer_counters
        return self._leaf(node("subProcess", name, loop + inside), name)

    def _sub(self, block: Block) -> tuple[str, str]:
        return self._scope(block)

    def _multi(self, block: Block, *, serial: str = "false") -> tuple[str, str]:
        cardinality = f"<loopCardinality>{block.number}</loopCardinality>"
        return self._scope(
            block,
            f'<multiInstanceLoopCharacteristics isSequential="{serial}">{cardinality}'
            "</multiInstanceLoopCharacteristics>",
        )

    def _serial(self, block: Block) -> tuple[str, str]:
        return self._multi(block, serial="true")


def _mask(block: Block) -> list[bool]:
    count = len(block.inner)
    bits = block.number % (2**count) or 1
    return [bool(bits & (1 << number)) for number in range(count)]


_LEAVES = {
    "user": (1, 0, 0),
    "catch": (1, 0, 0),
    "script": (0, 1, 0),
    "task": (0, 0, 0),
    "undoable": (0, 0, 1),
}


def work(block: Block) -> tuple[int, int, int]:
    """How many waits (users and catch events) and script runs a block makes, whatever the order, and what it leaves to undo.

    A multi-instance activity completes itself besides its instances. Undoing runs one script for each activity. What
    was done in a subprocess that ends with an error at its border is never undone.
    """
    if block.kind in ("many", "enough"):
        return block.number + 1, 0, 0
    if block.kind in _LEAVES:
        return _LEAVES[block.kind]
    chosen = block.inner
    if block.kind == "exclusive":
        chosen = [block.inner[block.number % len(block.inner)]]
    elif block.kind == "inclusive":
        chosen = [each for each, taken in zip(block.inner, _mask(block), strict=True) if taken]
    times = block.number if block.kind in ("loop", "incloop", "multi", "serial") else 1
    waits, scripts, left = (times * sum(each) for each in zip(*(work(each) for each in chosen), strict=True))
    if block.kind == "undo":
        return waits, scripts + left, 0
    if block.kind in CAUGHT:
        return waits, scripts + 1, 0 if block.kind == "fail" else left
    return waits, scripts, left
