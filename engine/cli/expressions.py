"""``tongban feel`` and ``tongban decide``: try an expression or a decision without deploying anything."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from engine.cli.casework import read_data
from engine.cli.output import as_json_option, console, english, show_json, show_table
from engine.dmn import read
from engine.feel import explain, to_json

FILE = click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True)


@click.command()
@click.argument("expression")
@click.option(
    "--data", type=FILE, help="JSON with the names that the expression uses; - reads standard input."
)
@as_json_option
def feel(*, expression: str, data: Path | None, as_json: bool) -> None:
    """Evaluate a FEEL expression and say why something became null."""
    found = explain(expression, read_data(data))
    if as_json:
        show_json({"value": to_json(found.value), "names": sorted(found.names), "problems": found.problems})
    else:
        console.print_json(data=to_json(found.value))
        for problem in found.problems:
            console.print(
                f"  {problem.message if english() else problem.message_zh}", style="yellow", markup=False
            )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--data", type=FILE, help="JSON with the inputs; - reads standard input.")
@click.option("--decision", help="Name or id of the decision; default all of them.")
@as_json_option
def decide(*, file: Path, data: Path | None, decision: str | None, as_json: bool) -> None:
    """Evaluate the decisions of a DMN file and show which rules matched."""
    model = read(file.read_bytes())
    inputs = read_data(data)
    names = [decision] if decision else [one.name for one in model.decisions]
    if not names:
        console.print("The file has no decision." if english() else "文件中没有决策。")
        sys.exit(1)
    results = {name: model.decide(name, inputs) for name in names}
    if as_json:
        show_json(
            {
                name: {"value": to_json(result.value), "matched": result.matched, "problems": result.problems}
                for name, result in results.items()
            }
        )
        return
    for name, result in results.items():
        console.print(f"[bold]{name}[/bold]")
        console.print_json(data=to_json(result.value))
        if result.matched:
            show_table(
                ("Rule", "Inputs", "Outputs"),
                ((rule.rule, rule.inputs, rule.outputs) for rule in result.matched),
            )
        for problem in result.problems:
            console.print(
                f"  {problem.message if english() else problem.message_zh}", style="yellow", markup=False
            )
