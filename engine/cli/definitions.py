"""``tongban deploy``, ``check`` and ``export``: definitions between folders and the database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from engine.cli.opening import local_administrator, opened
from engine.cli.output import (
    as_json_option,
    console,
    english,
    progress,
    say,
    show_findings,
    show_json,
    show_table,
)
from engine.errors import NotFoundError
from engine.service.scenarios import run_folder
from engine.settings import Settings

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("item", required=False)
@click.option("--processes", type=FOLDER, help="Folder of diagrams; default from the settings.")
@click.option("--forms", type=FOLDER, help="Folder of forms; default from the settings.")
@as_json_option
def deploy(*, item: str | None, processes: Path | None, forms: Path | None, as_json: bool) -> None:
    """Publish service items from the folders: all of them, or one by its id.

    A definition that would not run as drawn is refused with every problem listed. What is unchanged stays the same version.
    """
    with opened() as tongban, progress() as bar:
        task = bar.add_task("Deploying" if english() else "正在发布", total=None)

        def step(name: str) -> None:
            bar.update(task, description=name)

        views = tongban.definitions.deploy_folder(
            local_administrator(tongban),
            processes=processes or tongban.settings.processes,
            forms=forms or tongban.settings.forms,
            item=item,
            progress=step,
        )
    if as_json:
        show_json(views)
        return
    show_table(
        ("Item", "Name", "Version", "New", "Digest"),
        (
            (view.item_id, say(view.item_name), view.version, "yes" if view.is_new else "", view.digest[:19])
            for view in views
        ),
    )


@click.command()
@click.argument("item", required=False)
@click.option("--processes", type=FOLDER, help="Folder of diagrams; default from the settings.")
@click.option("--forms", type=FOLDER, help="Folder of forms; default from the settings.")
@click.option(
    "--scenarios/--no-scenarios",
    default=True,
    show_default=True,
    help="Run the scenarios beside each diagram.",
)
@as_json_option
def check(
    *, item: str | None, processes: Path | None, forms: Path | None, scenarios: bool, as_json: bool
) -> None:
    """Check diagrams, decisions, forms and scenarios without publishing anything. Exit code 1 where something is wrong."""
    settings = Settings.from_environment()
    folders = (processes or settings.processes, forms or settings.forms)
    with opened() as tongban:
        found = tongban.definitions.check_folder(processes=folders[0], forms=folders[1])
    found = {name: findings for name, findings in found.items() if item in (None, name)}
    if item and not found:
        raise NotFoundError(kind="item", key=item)
    ran = run_folder(processes=folders[0], forms=folders[1], item=item) if scenarios else ()
    is_wrong = any(finding.severity == "error" for findings in found.values() for finding in findings) or any(
        not result.is_passed for result in ran
    )
    if as_json:
        show_json({"findings": found, "scenarios": ran})
        sys.exit(1 if is_wrong else 0)
    for item_id, findings in found.items():
        console.print(f"[bold]{item_id}[/bold]  {len(findings)} {'finding(s)' if english() else '个问题'}")
        show_findings(findings)
    for result in ran:
        mark = "ok" if result.is_passed else "FAILED"
        console.print(f"{mark:6} {result.item_id} · {result.name}", markup=False)
        for line in result.differences:
            console.print(f"       {line}", markup=False)
    sys.exit(1 if is_wrong else 0)


@click.command()
@click.argument("digest")
@click.argument("to", type=click.Path(path_type=Path))
def export(*, digest: str, to: Path) -> None:
    """Write a published definition back into a folder, so that git and the browser are two doors to one thing."""
    with opened() as tongban:
        tongban.definitions.export(local_administrator(tongban), digest=digest, to=to)
    console.print(f"Written to {to}." if english() else f"已导出到 {to}。", markup=False)
