"""Random well-formed diagrams, and what each must do, worked out from the blocks they are made of.

A diagram is a tree of blocks: sequence, exclusive, parallel and inclusive branches, bounded loops,
subprocesses, multi-instance activities, scripts and user tasks. ``expect`` plays the tree by itself, without
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
    Block, st.just("many"), st.just([]), st.integers(1, 4)
)
PLAIN_LEAVES = st.sampled_from(["user", "script"]).map(Block)


def blocks(*, plain: bool = False) -> SearchStrategy[Block]:
    """Random blocks; ``plain`` only such as plain SpiffWorkflow runs rightly."""
    kinds = (
        ["sequence", "exclusive", "parallel"] if plain else ["sequence", "exclusive", "parallel", "inclusive"]
    )
    more = [] if plain else ["loop", "sub", "multi", "serial"]

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

    def name(self, kind: str) -> str:
        """A new id."""
        self.count += 1
        return f"{kind}{self.count}"

    def draw(self, block: Block) -> bytes:
        """The whole diagram."""
        self.parts += [nodes("startEvent", "start"), nodes("endEvent", "done")]
        first, last = self.block(block)
        self.parts += [flow("start", first), flow(last, "done")]
        return diagram(*self.parts, around='<signal id="sig" name="go"/>')

    def block(self, block: Block) -> tuple[str, str]:
        """First and last node of a block."""
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

    def _loop(self, block: Block) -> tuple[str, str]:
        name, join, split, count = (self.name(each) for each in ("loop", "join", "split", "count"))
        self.counters.append(count)
        first, last = self.block(block.inner[0])
        self.parts += [
            node("scriptTask", name, f"<script>{{{count}: 0}}</script>"),
            nodes("exclusiveGateway", join),
            node("scriptTask", f"c_{count}", f"<script>{{{count}: {count} + 1}}</script>"),
            node("exclusiveGateway", split),
            nodes("task", f"e_{count}"),
            flow(name, join),
            flow(join, first),
            flow(last, f"c_{count}"),
            flow(f"c_{count}", split),
            flow(split, join, f"{count} < {block.number}"),
            flow(split, f"e_{count}", f"{count} >= {block.number}"),
        ]
        return name, f"e_{count}"

    def _scope(self, block: Block, loop: str = "") -> tuple[str, str]:
        name = self.name("sub")
        outer, self.parts, outer_counters, self.counters = self.parts, [], self.counters, []
        first, last = self.block(block.inner[0])
        own = "".join(node("property", each, name=each) for each in self.counters)
        inside = "".join(
            [
                own,
                nodes("startEvent", f"{name}_in"),
                nodes("endEvent", f"{name}_out"),
                *self.parts,
                flow(f"{name}_in", first),
                flow(last, f"{name}_out"),
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


def work(block: Block) -> tuple[int, int]:
    """How many waits (users and catch events) and script runs a block makes, whatever the order.

    A multi-instance activity completes itself besides its instances.
    """
    if block.kind in ("user", "catch"):
        return 1, 0
    if block.kind == "many":
        return block.number + 1, 0
    if block.kind == "script":
        return 0, 1
    if block.kind == "task":
        return 0, 0
    chosen = block.inner
    if block.kind == "exclusive":
        chosen = [block.inner[block.number % len(block.inner)]]
    elif block.kind == "inclusive":
        chosen = [each for each, taken in zip(block.inner, _mask(block), strict=True) if taken]
    times = block.number if block.kind in ("loop", "multi", "serial") else 1
    waits, scripts = zip(*(work(each) for each in chosen), strict=True)
    return times * sum(waits), times * sum(scripts)
