"""Opening a case for reading: one check of sight for everybody who looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain import authority
from engine.errors import ForbiddenError, NotFoundError
from engine.service.hand import CaseInHand
from engine.service.ids import case_id_of

if TYPE_CHECKING:
    from engine.domain.actors import Actor
    from engine.service.surroundings import Surroundings
    from engine.store import UnitOfWork


def read_case(
    around: Surroundings, work: UnitOfWork, actor: Actor, case_id: str, *, contents: bool = True
) -> CaseInHand:
    """The case, where the caller sees it; ``contents`` asks for more than its summary.

    Raises:
        NotFoundError: no such case, or none that the caller sees.
        ForbiddenError: the caller sees that it is there, but not its contents.
    """
    row = work.cases.get(case_id_of(case_id))
    if row is None:
        raise NotFoundError(kind="case", key=case_id)
    hand = CaseInHand(
        around=around,
        work=work,
        row=row,
        cipher=work.cases.cipher(row),
        actor=actor,
        at=around.clock(),
    )
    require_sight(hand, contents=contents)
    return hand


def require_sight(hand: CaseInHand, *, contents: bool = True) -> None:
    """Nothing where the caller sees the case.

    Raises:
        NotFoundError, ForbiddenError.
    """
    sight = authority.sight_of(hand.actor, hand.facts)
    if sight == "none":
        raise NotFoundError(kind="case", key=hand.case_id)
    if contents and sight != "masked":
        raise ForbiddenError(
            "Contents of cases are for the applicant, the offices of the case and auditors.",
            "办件内容仅供申请人、办理机构和审计员查看。",
        )
