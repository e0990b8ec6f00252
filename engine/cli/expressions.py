"""``tongban feel`` and ``tongban decide``: try an expression or a decision without deploying anything."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click
from rich.markup import escape

from engine.cli.casework import read_data
from engine.cli.output import as_json_option, console, english, show_json, show_table
from engine.dmn import Decided, TableView, read, view
from engine.domain.beijing import BEIJING
from engine.domain.calendar import WorkingCalendar
from engine.feel import Environment, explain, to_json
from engine.settings import Settings

FILE = click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True)


@click.command()
@click.argument("expression")
@click.option(
    "--data", type=FILE, help="JSON with the names that the expression uses; - reads standard input."
)
@as_json_option
def feel(*, expression: str, data: Path | None, as_json: bool) -> None:
    """Evaluate a FEEL expression and say why something became null."""
    found = explain(expression, read_data(data), environment=_world())
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
@click.option("--all-rules", is_flag=True, help="Show the rules that did not match as well.")
@as_json_option
def decide(*, file: Path, data: Path | None, decision: str | None, all_rules: bool, as_json: bool) -> None:
    """Evaluate the decisions of a DMN file and show which rules matched."""
    model = read(_with_imports(file), main=file.name)
    inputs = read_data(data)
    names = [decision] if decision else [one.name for one in model.decisions]
    if not names:
        console.print("The file has no decision." if english() else "文件中没有决策。")
        sys.exit(1)
    world = _world()
    results = {name: model.decide(name, inputs, environment=world) for name in names}
    if as_json:
        show_json({name: _plain(decided) for name, decided in results.items()})
        return
    for name, decided in results.items():
        console.print(f"[bold]{escape(name)}[/bold]")
        console.print_json(data=decided.as_json())
        for table in decided.tables:
            _show(view(table, only_matched=not all_rules))
        for problem in decided.problems:
            said = problem.message if english() else problem.message_zh
            console.print(f"  {problem.element_id}: {said}", style="yellow", markup=False)


def _world() -> Environment:
    """The time in Beijing and the calendar that comes with the program, for expressions that ask for them."""
    published = Settings.from_environment().catalogue / "holidays_2021_2026.json"
    calendar = WorkingCalendar.from_published(json.loads(published.read_text(encoding="utf-8")))
    return Environment(now=datetime.now(BEIJING), calendar=calendar)


def _with_imports(file: Path) -> dict[str, bytes]:
    """The file and those beside it or in the shared folder above, which it may import."""
    folders = (file.resolve().parent, *(above / "shared" for above in list(file.resolve().parents)[1:3]))
    found = {each.name: each for folder in reversed(folders) for each in sorted(folder.glob("*.dmn"))}
    return {name: path.read_bytes() for name, path in (found | {file.name: file}).items()}


def _show(table: TableView) -> None:
    """One decision table: the values of its inputs above, then its rules, matching ones marked."""
    inputs = [f"{name}\n= {value}" for name, value in zip(table.inputs, table.values, strict=True)]
    show_table(
        [escape(each) for each in ("", "#", *inputs, *table.outputs)],
        (
            [escape(each) for each in (row.mark, str(row.number), *row.inputs, *row.outputs)]
            for row in table.rows
        ),
        title=escape(f"{table.decision} ({table.hit_policy})"),
    )


def _plain(decided: Decided) -> dict[str, object]:
    return {
        "value": decided.as_json(),
        "matched": decided.matched_keys,
        "tables": [view(table) for table in decided.tables],
        "problems": decided.problems,
    }
