"""Who stands in for whom during an absence: seen and ended by leads for their offices, by administrators for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain import authority
from engine.domain.actors import Role
from engine.errors import ForbiddenError, NotFoundError
from engine.service.records import SubstituteView

if TYPE_CHECKING:
    from datetime import datetime

    from engine.domain.actors import Actor
    from engine.service.surroundings import Surroundings


class Substitutes:
    """Reading and ending of substitutions; ``accounts.substitute`` begins one."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database, clock and offices."""
        self._around = around

    def list(self, actor: Actor) -> tuple[SubstituteView, ...]:
        """Those that are not over, the next to begin last. Raises ForbiddenError."""
        now = self._around.clock()
        offices = _offices(actor)
        with self._around.database.read() as work:
            rows = [
                row
                for row in work.people.substitutes()
                if row.valid_to > now and (offices is None or row.office in offices)
            ]
            names = {
                row.account_id: account.name
                for row in rows
                if (account := work.people.get(row.account_id)) is not None
            }
        return tuple(
            SubstituteView(
                account_id=row.account_id,
                name=names.get(row.account_id, row.account_id),
                office=self._around.offices.name(row.office),
                office_code=row.office,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in sorted(rows, key=lambda row: (row.valid_from, row.account_id))
        )

    def end(self, actor: Actor, *, account_id: str, office: str, valid_from: datetime) -> None:
        """End one now. Raises ForbiddenError, NotFoundError."""
        offices = _offices(actor)
        if offices is not None and office not in offices:
            raise _forbidden()
        with self._around.database.begin() as work:
            if not work.people.end_substitute(account_id, office, valid_from, at=self._around.clock()):
                raise NotFoundError(kind="substitute", key=account_id[:64])


def _offices(actor: Actor) -> frozenset[str] | None:
    """The offices whose substitutions somebody manages; None for all."""
    if authority.may_administer(actor):
        return None
    if actor.has(Role.OFFICE_LEAD):
        return actor.offices
    raise _forbidden()


def _forbidden() -> ForbiddenError:
    return ForbiddenError(
        "Substitutes are managed by the lead of the office or an administrator. Ask one of them.",
        "代岗由科室负责人或系统管理员管理，请联系他们。",
    )
