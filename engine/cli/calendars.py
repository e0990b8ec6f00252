"""``tongban calendar``: the official calendar that time limits follow."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.casework import read_data
from engine.cli.opening import local_administrator, opened
from engine.cli.output import as_json_option, console, english, show_json, show_table


@click.group()
def calendar() -> None:
    """Show and import the official calendar of holidays and make-up workdays."""


@calendar.command()
@as_json_option
def show(*, as_json: bool) -> None:
    """Which years are published."""
    with opened() as tongban:
        years = tongban.calendar.years()
    if as_json:
        show_json(years)
        return
    show_table(
        ("Year", "Published", "Weekdays off", "Weekends worked"),
        (
            (year.year, "yes" if year.is_published else "no", len(year.holidays), len(year.makeup_workdays))
            for year in years
        ),
    )


@calendar.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
def import_calendar(*, file: Path) -> None:
    """Import published years; due dates that were provisional are recomputed, each change an event of its case."""
    with opened() as tongban:
        done = tongban.calendar.import_year(local_administrator(tongban), read_data(file))
    years = ", ".join(str(year) for year in done.years)
    console.print(
        f"Imported {years}; {done.recomputed_cases} case(s) got a new due date."
        if english()
        else f"已导入 {years}，{done.recomputed_cases} 个办件重新计算了期限。"
    )
