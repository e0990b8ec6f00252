"""``tongban open``, ``case``, ``history`` and ``incident``: single cases from a terminal."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.opening import acting, opened
from engine.cli.output import as_json_option, console, english, say, show_json, show_table
from engine.domain.beijing import beijing_text
from engine.errors import InvalidInputError
from engine.service.requests import CaseQuery, IncidentQuery, OpenCase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bootstrap import Tongban
    from engine.domain.actors import Actor
    from engine.service.records import EventView

account_option = click.option(
    "--as", "account", help="Account that acts; default the administrator of this machine."
)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True)


def read_data(path: Path | None) -> dict[str, Any]:
    """A JSON object from a file, ``-`` for standard input; empty without one."""
    if path is None:
        return {}
    text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")
    try:
        data = json.loads(text)
    except ValueError as error:
        raise InvalidInputError(
            f"{path} is no JSON: {error}.", f"{path} 不是有效的 JSON：{error}。"
        ) from error
    if not isinstance(data, dict):
        raise InvalidInputError(f"{path} must hold a JSON object.", f"{path} 应为 JSON 对象。")
    return data


def _id_of(tongban: Tongban, actor: Actor, given: str) -> str:
    """The id of a case that is named by id or by number."""
    if _is_id(given):
        return given
    found = tongban.cases.search(actor, CaseQuery(number=given)).entries
    return found[0].case_id if found else given


def _is_id(given: str) -> bool:
    try:
        uuid.UUID(given)
    except ValueError:
        return False
    return True


@click.command("open")
@click.argument("item")
@click.option("--data", type=FILE, help="JSON with the fields of the application; - reads standard input.")
@click.option(
    "--submit", is_flag=True, help="Submit the application at once instead of keeping it as a draft."
)
@click.option("--counter", is_flag=True, help="Opened at a counter on behalf of somebody.")
@click.option("--key", help="Idempotency key; the same key opens one case only.")
@click.option("--as", "account", required=True, help="Account that opens the case.")
@as_json_option
def open_case(
    *, item: str, data: Path | None, submit: bool, counter: bool, key: str | None, account: str, as_json: bool
) -> None:
    """Open a case of a service item."""
    request = OpenCase(
        item_id=item,
        key=key or uuid.uuid4().hex,
        data=read_data(data),
        submit=submit,
        channel="counter" if counter else "online",
    )
    with opened() as tongban:
        answer = tongban.cases.open(acting(tongban, account), request)
    if as_json:
        show_json(answer)
        return
    console.print(f"{answer.case.number}  {say(answer.case.status.text)}", markup=False)
    for task in answer.next_tasks:
        console.print(f"  {task.task_id}  {say(task.name)}", markup=False)


@click.command()
@click.argument("case_id")
@account_option
@as_json_option
def case(*, case_id: str, account: str | None, as_json: bool) -> None:
    """Show a case by its id or number: status, time limit, tasks, what it waits for."""
    with opened() as tongban:
        actor = acting(tongban, account)
        view = tongban.cases.read(actor, case_id=_id_of(tongban, actor, case_id))
    if as_json:
        show_json(view)
        return
    summary = view.summary
    show_table(
        ("", ""),
        (
            ("Number" if english() else "办件编号", summary.number),
            ("Item" if english() else "事项", say(summary.item_name)),
            ("Status" if english() else "状态", say(summary.status.text)),
            ("Time limit" if english() else "时限", say(summary.due.text)),
            ("Opened" if english() else "建立", beijing_text(summary.opened_at)),
        ),
    )
    for task in view.tasks:
        who = task.assignee_name or (say(task.office.name) if task.office else "")
        console.print(f"{task.state:11} {say(task.name)}  {who}", markup=False)
    for wait in view.waits:
        console.print(f"waiting     {say(wait.text)}", markup=False)


@click.command()
@click.argument("case_id")
@click.option("--verify", is_flag=True, help="Verify the chain too; exit code 1 where it is broken.")
@click.option("--as", "account", help="Account that acts; default the auditor of this machine.")
@as_json_option
def history(*, case_id: str, verify: bool, account: str | None, as_json: bool) -> None:
    """Show the history of a case, event by event."""
    with opened() as tongban:
        actor = acting(tongban, account) if account else tongban.accounts.local_auditor()
        found = _id_of(tongban, actor, case_id)
        events = tuple(_events(tongban, actor, found))
        verification = tongban.audit.verify(actor, case_id=found) if verify else None
    if as_json:
        show_json({"events": events, "verification": verification})
    else:
        show_table(
            ("#", "At", "Event", "By", "Steps", "Hash"),
            (
                (
                    event.seq,
                    beijing_text(event.at),
                    event.kind,
                    event.actor_name,
                    len(event.steps),
                    event.event_hash[:16],
                )
                for event in events
            ),
        )
        if verification is not None:
            words = say(verification.message) if verification.message else ""
            console.print(
                words or f"{verification.events} events, whole, head {verification.head_hash}", markup=False
            )
    if verification is not None and not verification.is_intact:
        sys.exit(1)


def _events(tongban: Tongban, actor: Actor, case_id: str) -> Iterator[EventView]:
    """The whole history, page by page."""
    cursor: str | None = None
    while True:
        page = tongban.audit.history(actor, case_id=case_id, cursor=cursor, limit=500)
        yield from page.entries
        cursor = page.next_cursor
        if cursor is None:
            return


@click.group()
def incident() -> None:
    """Cases that cannot go on by themselves."""


@incident.command("list")
@as_json_option
def list_incidents(*, as_json: bool) -> None:
    """Open incidents, newest first."""
    with opened() as tongban:
        page = tongban.incidents.list(acting(tongban, None), IncidentQuery(limit=200))
    if as_json:
        show_json(page.entries)
        return
    show_table(
        ("Incident", "Case", "Element", "System", "Attempts", "Message"),
        (
            (one.incident_id, one.case_number, one.element_id, one.system, one.attempts, say(one.message))
            for one in page.entries
        ),
    )


@incident.command()
@click.argument("incident_id")
def retry(*, incident_id: str) -> None:
    """Try again what failed."""
    with opened() as tongban:
        tongban.incidents.retry(acting(tongban, None), incident_id=incident_id, key=None)
    console.print("Trying again." if english() else "已重试。")
