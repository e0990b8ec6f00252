"""Who may see and do what, as a matrix."""

from __future__ import annotations

from itertools import combinations

import pytest

from engine.domain import authority
from engine.domain.actors import Actor, Role, conflicting_roles
from engine.domain.authority import CaseFacts, TaskFacts
from engine.domain.offices import office_code, region_of_office
from engine.errors import InvalidInputError

HUIZE = "530326-public-security-traffic-police"
ZIYANG = "512000-public-security-traffic-police"
CASE = CaseFacts(
    case_id="c", applicant_account="zhangsan", opened_by="zhangsan", offices=frozenset({HUIZE}), is_open=True
)
OFFICE_TASK = TaskFacts(lane="acceptance", office=HUIZE, assignee=None, is_open=True)
OWN_TASK = TaskFacts(lane="applicant", office=None, assignee="zhangsan", is_open=True)


def actor(account: str, role: Role, office: str | None = None) -> Actor:
    offices = frozenset({office}) if office else frozenset[str]()
    return Actor(account_id=account, name=account, roles=frozenset({role}), office=office, offices=offices)


ZHANGSAN = actor("zhangsan", Role.APPLICANT)
LISI = actor("lisi", Role.APPLICANT)
CLERK = actor("clerk", Role.CLERK, HUIZE)
LEAD = actor("lead", Role.OFFICE_LEAD, HUIZE)
OTHER_CLERK = actor("other", Role.CLERK, ZIYANG)
OTHER_LEAD = actor("other.lead", Role.OFFICE_LEAD, ZIYANG)
AUDITOR = actor("auditor", Role.AUDITOR)
ADMIN = actor("admin", Role.ADMINISTRATOR)
ANALYST = actor("analyst", Role.ANALYST)
PLATFORM = actor("ems", Role.SYSTEM)
EVERYBODY = (ZHANGSAN, LISI, CLERK, LEAD, OTHER_CLERK, OTHER_LEAD, AUDITOR, ADMIN, ANALYST, PLATFORM)


def who(allowed: tuple[Actor, ...]) -> set[str]:
    return {one.account_id for one in allowed}


def test_contents_are_for_the_applicant_the_offices_and_the_auditor() -> None:
    seeing = tuple(one for one in EVERYBODY if authority.sight_of(one, CASE) == "masked")

    assert who(seeing) == {"zhangsan", "clerk", "lead", "auditor"}
    assert authority.sight_of(ADMIN, CASE) == "summary"


def test_a_task_of_an_office_is_for_its_people_only() -> None:
    assert who(tuple(one for one in EVERYBODY if authority.may_complete(one, CASE, OFFICE_TASK))) == {
        "clerk",
        "lead",
    }
    assert who(tuple(one for one in EVERYBODY if authority.may_claim(one, CASE, OFFICE_TASK))) == {
        "clerk",
        "lead",
    }
    assert who(tuple(one for one in EVERYBODY if authority.may_see_task(one, CASE, OFFICE_TASK))) == {
        "clerk",
        "lead",
        "auditor",
    }


def test_the_applicants_task_is_theirs_alone() -> None:
    assert who(tuple(one for one in EVERYBODY if authority.may_complete(one, CASE, OWN_TASK))) == {"zhangsan"}
    assert not any(authority.may_claim(one, CASE, OWN_TASK) for one in EVERYBODY)


def test_a_task_that_somebody_holds_waits_for_them() -> None:
    held = TaskFacts(lane="acceptance", office=HUIZE, assignee="clerk", is_open=True)
    second = actor("second", Role.CLERK, HUIZE)

    assert authority.may_complete(CLERK, CASE, held)
    assert not authority.may_complete(second, CASE, held)
    assert not authority.may_release(second, CASE, held)
    assert authority.may_release(LEAD, CASE, held)
    assert authority.may_reassign(LEAD, CASE, held)
    assert authority.may_reassign(CLERK, CASE, held)
    assert not authority.may_reassign(second, CASE, held)


def test_a_substitute_works_for_the_other_office_too() -> None:
    substitute = Actor(
        account_id="sub",
        name="sub",
        roles=frozenset({Role.CLERK}),
        office=ZIYANG,
        offices=frozenset({ZIYANG, HUIZE}),
    )

    assert authority.may_complete(substitute, CASE, OFFICE_TASK)


def test_an_office_without_the_role_gives_nothing() -> None:
    former = Actor(
        account_id="former",
        name="former",
        roles=frozenset({Role.APPLICANT}),
        office=HUIZE,
        offices=frozenset({HUIZE}),
    )

    assert not authority.may_complete(former, CASE, OFFICE_TASK)
    assert authority.sight_of(former, CASE) == "none"


def test_withdrawing_is_for_the_applicant_or_the_counter_that_opened() -> None:
    counter = CaseFacts(
        case_id="c", applicant_account=None, opened_by="clerk", offices=frozenset({HUIZE}), is_open=True
    )

    assert who(tuple(one for one in EVERYBODY if authority.may_withdraw(one, CASE))) == {"zhangsan"}
    assert who(tuple(one for one in EVERYBODY if authority.may_withdraw(one, counter))) == {"clerk"}


def test_a_closed_case_takes_no_command() -> None:
    closed = CaseFacts(
        case_id="c",
        applicant_account="zhangsan",
        opened_by="zhangsan",
        offices=frozenset({HUIZE}),
        is_open=False,
    )

    assert not any(authority.may_withdraw(one, closed) for one in EVERYBODY)
    assert not any(authority.may_handle_materials(one, closed) for one in EVERYBODY)
    assert not any(authority.may_transfer(one, closed, office=HUIZE) for one in EVERYBODY)


def test_the_narrow_rights_are_narrow() -> None:
    rights = {
        "operate": authority.may_operate,
        "define": authority.may_define,
        "administer": authority.may_administer,
        "messages": authority.may_send_messages,
    }

    found = {name: who(tuple(one for one in EVERYBODY if right(one))) for name, right in rights.items()}

    assert found == {
        "operate": {"admin"},
        "define": {"analyst"},
        "administer": {"admin"},
        "messages": {"ems"},
    }


def test_notes_are_hidden_from_the_applicant_and_revealing_is_open_to_few() -> None:
    assert who(tuple(one for one in EVERYBODY if authority.may_read_notes(one, CASE))) == {
        "clerk",
        "lead",
        "auditor",
    }
    assert who(tuple(one for one in EVERYBODY if authority.may_note(one, CASE))) == {"clerk", "lead"}
    assert who(tuple(one for one in EVERYBODY if authority.may_reveal(one, CASE))) == {
        "zhangsan",
        "clerk",
        "lead",
        "auditor",
    }


def test_opening_at_the_counter_needs_a_clerk_and_online_an_applicant() -> None:
    assert who(tuple(one for one in EVERYBODY if authority.may_open(one, channel="online"))) == {
        "zhangsan",
        "lisi",
    }
    assert who(tuple(one for one in EVERYBODY if authority.may_open(one, channel="counter"))) == {
        "clerk",
        "lead",
        "other",
        "other.lead",
    }


def test_conflicting_roles_are_named() -> None:
    assert conflicting_roles(frozenset({Role.AUDITOR, Role.CLERK})) == (Role.AUDITOR, Role.CLERK)
    assert conflicting_roles(frozenset({Role.CLERK, Role.OFFICE_LEAD})) is None
    assert conflicting_roles(frozenset({Role.CLERK, Role.APPLICANT})) is None
    for other in set(Role) - {Role.AUDITOR}:
        assert conflicting_roles(frozenset({Role.AUDITOR, other})) is not None
    allowed = {pair for pair in combinations(sorted(Role), 2) if conflicting_roles(frozenset(pair)) is None}
    assert allowed == {
        (Role.ADMINISTRATOR, Role.ANALYST),
        (Role.ANALYST, Role.APPLICANT),
        (Role.APPLICANT, Role.CLERK),
        (Role.APPLICANT, Role.OFFICE_LEAD),
        (Role.CLERK, Role.OFFICE_LEAD),
    }


def test_office_codes_say_their_region() -> None:
    assert office_code(region="530326", department="public-security", unit="traffic-police") == HUIZE
    assert region_of_office(HUIZE) == "530326"
    assert CLERK.province == "53"
    for wrong in ("huize", "53032-x", "530326", ""):
        with pytest.raises(InvalidInputError):
            region_of_office(wrong)
