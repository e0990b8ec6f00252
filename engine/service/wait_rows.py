"""What a case waits for after a transition, as rows: calls, messages, incidents, the stretch that goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.store.rows import CallRow, ContinuationRow, IncidentRow, MessageRow

if TYPE_CHECKING:
    from engine.bpmn.transition import Transition
    from engine.service.hand import CaseInHand

ARGUMENTS, MESSAGE, INCIDENT = "call", "message", "incident"


def call_rows(hand: CaseInHand, transition: Transition) -> list[CallRow]:
    """Calls to make after the commit."""
    return [
        CallRow(
            case_id=hand.case_id,
            call_id=call.call_id,
            element_id=call.element_id,
            system=call.system,
            operation=call.operation,
            sealed_arguments=hand.cipher.seal(ARGUMENTS, call.arguments),
            purpose="element",
            state="waiting",
            created_at=hand.at,
            due_at=hand.at,
            last_error=None,
        )
        for call in transition.requested_calls
    ]


def message_rows(hand: CaseInHand, transition: Transition) -> list[MessageRow]:
    """Messages to bring to other cases after the commit."""
    return [
        MessageRow(
            case_id=hand.case_id,
            message_id=f"{hand.row.head_seq + 1}.{place}",
            element_id=sent.element_id,
            message=sent.message,
            correlation_key=sent.correlation_key,
            sealed_payload=hand.cipher.seal(MESSAGE, sent.payload),
            state="waiting",
            created_at=hand.at,
            due_at=hand.at,
            last_error=None,
        )
        for place, sent in enumerate(transition.thrown_messages)
    ]


def incident_rows(hand: CaseInHand, transition: Transition, turn: int) -> list[IncidentRow]:
    """What a person must look at: expressions that failed, loops that never wait."""
    found = [
        incident_row(
            hand,
            kind="expression",
            element_id=entry.element_id,
            reference=entry.token_id,
            message=(entry.message_zh, entry.message),
            place=place,
        )
        for place, entry in enumerate(transition.incidents)
    ]
    if transition.budget_exhausted and turn >= hand.around.settings.continuations:
        element = transition.steps[-1].element_id if transition.steps else "start"
        words = (
            f"流程连续运行 {turn} 轮未停，请检查“{element}”附近的循环。",
            f"The case ran {turn} stretches without a wait. Look for a loop near '{element}'.",
        )
        found.append(
            incident_row(
                hand, kind="runaway", element_id=element, reference=None, message=words, place=len(found)
            )
        )
    return found


def incident_row(
    hand: CaseInHand,
    *,
    kind: str,
    element_id: str,
    reference: str | None,
    message: tuple[str, str],
    place: int = 0,
    system: str | None = None,
    operation: str | None = None,
    attempts: int = 0,
) -> IncidentRow:
    """An incident; ``message`` is Chinese, English, and is sealed, as it may quote data."""
    return IncidentRow(
        case_id=hand.case_id,
        incident_id=f"i{hand.row.head_seq + 1}-{place}",
        kind=kind,
        element_id=element_id,
        reference=reference,
        system=system,
        operation=operation,
        sealed_message=hand.cipher.seal(INCIDENT, list(message)),
        case_number=hand.row.number,
        attempts=attempts,
        state="open",
        raised_at=hand.at,
    )


def continuation_of(hand: CaseInHand, transition: Transition, turn: int) -> ContinuationRow | None:
    """The job that goes on where the step budget cut the stretch."""
    if not transition.budget_exhausted or turn >= hand.around.settings.continuations:
        return None
    return ContinuationRow(case_id=hand.case_id, due_at=hand.at, turns=turn + 1)
