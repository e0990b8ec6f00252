"""An office at a glance, for its lead: what is open, late, soon late, and with whom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.domain.actors import Role
from engine.domain.beijing import beijing_day, start_of_day
from engine.errors import ForbiddenError
from engine.service.records import ClerkLoad, OfficeFigures

if TYPE_CHECKING:
    from datetime import date

    from engine.domain.actors import Actor
    from engine.service.surroundings import Surroundings

SOON_WORKING_DAYS = 1
DAY = timedelta(days=1)


def office_figures(around: Surroundings, actor: Actor) -> OfficeFigures:
    """The figures of the caller's offices. Raises ForbiddenError for who leads none."""
    require_lead(actor)
    today = beijing_day(around.clock())
    begin, end = start_of_day(today), start_of_day(today + DAY)
    offices = sorted(actor.offices)
    with around.database.read() as work:
        rows = work.tasks.load_of(offices, soon=soon_day(around, today), today=today)
        completed = work.tasks.completed_between(offices, begin, end)
        opened = work.tasks.opened_between(offices, begin, end)
    clerks = tuple(
        ClerkLoad(
            account_id=row.assignee,
            name=row.assignee_name or "",
            open=int(row.open),
            late=int(row.late),
            soon=int(row.soon),
        )
        for row in rows
    )
    return OfficeFigures(
        open=sum(clerk.open for clerk in clerks),
        late=sum(clerk.late for clerk in clerks),
        soon=sum(clerk.soon for clerk in clerks),
        completed_today=completed,
        opened_today=opened,
        clerks=clerks,
    )


def soon_day(around: Surroundings, today: date) -> date:
    """Up to this day something is soon late."""
    return around.calendar.add_working_days(today, SOON_WORKING_DAYS)


def require_lead(actor: Actor) -> None:
    """Nothing for an office lead. Raises ForbiddenError."""
    if not actor.has(Role.OFFICE_LEAD):
        raise ForbiddenError("Figures of an office are for its lead.", "机构统计仅供负责人查看。")
