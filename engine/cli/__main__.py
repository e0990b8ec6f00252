"""``python -m engine.cli``: the same as ``tongban``."""

from engine.cli.group import main

main(prog_name="tongban")
