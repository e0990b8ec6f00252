"""``python -m simulators``: the stand-ins in the foreground."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from simulators.server import serve


def main() -> int:
    """Serve until interrupted; gives the exit code."""
    options = _options().parse_args()
    try:
        running = serve(
            port=options.port,
            token=options.token,
            platform_url=options.platform_url,
            platform_token=options.platform_token,
            state_file=options.state,
            deliver_after=options.deliver_after,
        )
    except OSError:
        sys.stderr.write(
            f"Port {options.port} is taken. Choose another with --port, or 0 for any free one.\n"
        )
        return 1
    sys.stdout.write(f"Stand-ins on {running.url}\n")
    if not options.token:
        sys.stdout.write(f"Token for this run: {running.token}\n")
    sys.stdout.flush()
    try:
        running.wait()
    except KeyboardInterrupt:
        running.close()
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulators", description=__doc__)
    parser.add_argument("--port", type=int, default=8900, help="port on 127.0.0.1; 0 chooses a free one")
    parser.add_argument("--token", default=os.environ.get("SIMULATORS_TOKEN"), help="bearer token of callers")
    parser.add_argument("--platform-url", default=None, help="where payments and deliveries are reported")
    parser.add_argument("--platform-token", default=os.environ.get("SIMULATORS_PLATFORM_TOKEN"))
    parser.add_argument("--state", type=Path, default=None, help="file that keeps changes over restarts")
    parser.add_argument("--deliver-after", type=float, default=None, help="seconds until couriers deliver")
    return parser


if __name__ == "__main__":
    sys.exit(main())
