"""Writes the requirements of setup.cfg into files that deptry reads: ``build/requirements.txt`` and ``-dev.txt``."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"


def main() -> None:
    """Split what the product needs from what only its development needs."""
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = config["options.extras_require"]
    BUILD.mkdir(exist_ok=True)
    (BUILD / "requirements.txt").write_text(config["options"]["install_requires"], encoding="utf-8")
    (BUILD / "requirements-dev.txt").write_text("\n".join(extras.values()), encoding="utf-8")


if __name__ == "__main__":
    main()
