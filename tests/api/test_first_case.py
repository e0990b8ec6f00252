"""The walkthrough in ``docs/first-case.md``, line by line, against a server that listens."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.api.live import Live

if TYPE_CHECKING:
    from tests.api.conftest import Platform

PAGE = Path(__file__).resolve().parents[2] / "docs" / "first-case.md"


@pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("curl")), reason="needs bash and curl, as its readers do"
)
def test_the_lines_of_the_page_lead_from_opening_to_delivery(platform: Platform, tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    script = "set -euo pipefail\n" + "\n".join(blocks)
    live = Live(platform)
    try:
        done = subprocess.run(
            ["bash", "-c", script],
            env={
                "PATH": os.environ["PATH"],
                "TONGBAN": live.server.url,
                "SIMULATORS": platform.simulator.url,
                "LOGINS": str(platform.tongban.settings.logins),
                "TMPDIR": str(tmp_path),
                "LANG": "C.UTF-8",
                "NO_PROXY": "127.0.0.1",
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        reported = [vars(callback) for callback in platform.simulator.application.world.callbacks.log]
    finally:
        live.close()

    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nreported: {reported}"
    lines = done.stdout.splitlines()
    assert lines[0].startswith("办件编号 ")
    assert lines[-2:] == ["True", "Completed"]
    assert "PAID" in lines
    assert "DELIVERED" in lines
