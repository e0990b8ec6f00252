"""How tests measure that something ends soon: processor time of this thread, robust against a busy machine.

A neighbour that empties the processor's caches, or a collection of garbage that others left, adds to the time of one
run but not to each. So the collector rests while work is measured, and what seems slow may try again: only work that
is slow every time is slow.
"""

from __future__ import annotations

import gc
from time import thread_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_RUNS = 5


def seconds_of(work: Callable[[], object], bound: float) -> float:
    """The least processor time, in seconds, of up to five runs; the first below ``bound`` ends it."""
    least = _measured(work)
    for _ in range(_RUNS - 1):
        if least < bound:
            break
        least = min(least, _measured(work))
    return least


def _measured(work: Callable[[], object]) -> float:
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        before = thread_time()
        work()
        return thread_time() - before
    finally:
        if was_enabled:
            gc.enable()
