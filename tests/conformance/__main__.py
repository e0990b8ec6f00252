"""``python -m tests.conformance --folder DIR``: runs the suites of a folder and prints one table.

The folder has ``runner/conformance.py`` and ``data/*.tar.xz`` (public suites, see the README). Ends with an error
where a figure is below the one in the README; ``--update`` writes the figures there instead.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.conformance.figures import fallen, figures, promised, table, with_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


def main() -> int:
    """Run, print, compare; the exit code."""
    options = _options()
    runner = options.folder.resolve() / "runner" / "conformance.py"
    if not runner.is_file():
        sys.stderr.write(
            f"There is no {runner}. Give the folder of the suites: make conformance CONFORMANCE=<folder>\n"
        )
        return 2
    records = _run(runner, options)
    lines = figures(records)
    sys.stdout.write(f"{table(lines)}\n")
    _list_failures(records)
    readme = README.read_text(encoding="utf-8")
    if options.update:
        README.write_text(with_table(readme, lines), encoding="utf-8")
        return 0
    promises = promised(readme)
    if not promises:
        sys.stderr.write("The README has no figures to compare with; --update writes them.\n")
        return 1
    below = fallen(lines, promises)
    for sentence in below:
        sys.stderr.write(f"FALLEN  {sentence}\n")
    return 1 if below else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "conformance")
    parser.add_argument("--suite", help="only these suites, separated by commas")
    parser.add_argument("--only", help="only cases that match this expression")
    parser.add_argument("--update", action="store_true", help="write the figures into the README")
    return parser.parse_args()


def _run(runner: Path, options: argparse.Namespace) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The runner's records by suite."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            sys.executable,
            str(runner),
            "--adapter",
            "tests.conformance.adapter:Adapter",
            "--json",
            str(report),
        ]
        for name in ("suite", "only"):
            value = getattr(options, name)
            command += [f"--{name}", value] if value else []
        subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
        found: dict[str, list[dict[str, Any]]] = json.loads(report.read_text(encoding="utf-8"))
    return found


def _list_failures(records: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Every failing case with the reason that the runner gives, grouped by reason's beginning."""
    for suite, cases in records.items():
        for case in cases:
            if not case["ok"]:
                known = " (defect of the suite)" if case.get("impossible") or case.get("debatable") else ""
                sys.stdout.write(f"FAIL {suite} {case['id']}{known}: {case['why']}\n")


if __name__ == "__main__":
    sys.exit(main())
