"""``tongban`` itself: its commands, and how errors are told on a terminal."""

from __future__ import annotations

import sys

import click

from engine.cli import calendars, casework, definitions, expressions, people, serving
from engine.cli.output import in_english, tell
from engine.errors import TongbanError


class _Group(click.Group):
    """Tells our own errors as sentences instead of tracebacks; exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TongbanError as error:
            tell(error)
            sys.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--english/--chinese", default=None, help="Language of messages; default from LANG.")
@click.version_option(package_name="tongban", prog_name="tongban")
@click.pass_context
def main(context: click.Context, english: bool | None) -> None:  # noqa: FBT001 - a flag
    """Tongban 通办: government services across provinces, on an open BPMN engine.

    Settings come from the environment (docs/settings.md): DATABASE_URL, TONGBAN_VAR, TONGBAN_PUBLIC_URL …
    """
    context.obj = in_english(english)


for command in (
    serving.serve,
    serving.worker,
    definitions.deploy,
    definitions.check,
    definitions.export,
    casework.open_case,
    casework.case,
    casework.history,
    casework.incident,
    people.user,
    calendars.calendar,
    expressions.feel,
    expressions.decide,
):
    main.add_command(command)
