"""How the command line speaks: tables and progress for people, JSON for scripts, one language at a time."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from engine.errors import DefinitionRefusedError, FormError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.errors import Finding, TongbanError
    from engine.service.answers import Text

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)
as_json_option = click.option("--json", "as_json", is_flag=True, help="JSON for scripts instead of a table.")


def in_english(chosen: bool | None) -> bool:  # noqa: FBT001 - three answers of one flag
    """The language of messages: as chosen, else Chinese only where the locale is Chinese."""
    if chosen is not None:
        return chosen
    return not (os.environ.get("LC_ALL") or os.environ.get("LANG") or "").lower().startswith("zh")


def english() -> bool:
    """Whether this run speaks English."""
    context = click.get_current_context(silent=True)
    return True if context is None else bool(context.find_root().obj)


def say(text: Text) -> str:
    """The words in the language of this run."""
    return text.en if english() else text.zh


def tell(error: TongbanError) -> None:
    """An error in words, with every field or finding it names."""
    is_english = english()
    errors.print(error.message if is_english else error.message_zh, style="bold red", markup=False)
    if isinstance(error, FormError):
        for problem in error.problems:
            words = problem.message if is_english else problem.message_zh
            errors.print(f"  {problem.path}: {words}", markup=False)
    if isinstance(error, DefinitionRefusedError):
        show_findings(error.findings, to=errors)


def show_findings(findings: Iterable[Finding], *, to: Console = console) -> None:
    """Findings one by one: where, which rule, what to do, and the path that leads there."""
    is_english = english()
    for finding in findings:
        where = ":".join(str(part) for part in (finding.file, finding.line) if part)
        to.print(
            f"{finding.severity:8} {where or '-'}  {finding.element_id or '-'}  [{finding.rule}]",
            markup=False,
        )
        to.print(f"         {finding.message if is_english else finding.message_zh}", markup=False)
        if finding.path:
            to.print(f"         {' → '.join(finding.path)}", markup=False)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def as_json(value: Any) -> str:
    """Anything the use cases give back, as JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def show_json(value: Any) -> None:
    """Print it."""
    sys.stdout.write(as_json(value) + "\n")


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """A table; says so where it is empty."""
    table = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    if table.row_count:
        console.print(table)
    else:
        console.print("Nothing found." if english() else "没有内容。")


def progress() -> Progress:
    """A progress bar on standard error, so that output can be piped."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
    )
