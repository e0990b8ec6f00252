"""A household moves from one province to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.simulators.conftest import Platforms


def permit(platforms: Platforms, id_no: str, case_number: str = "C1") -> dict[str, Any]:
    return platforms.ok(
        "ga-population/issue-move-permit",
        moverIdNo=id_no,
        moveInRegion="540402",
        moveOutRegion="500112",
        caseNumber=case_number,
    )


@pytest.mark.parametrize("key", ["wangwu", "wangji", "suonan"])
def test_a_move_in_three_steps_changes_the_household(platforms: Platforms, key: str) -> None:
    id_no = platforms.id_no(key)

    allowed = permit(platforms, id_no)
    assert permit(platforms, id_no) == allowed
    cancelled = platforms.ok("ga-population/cancel-registration", moverIdNo=id_no, caseNumber="C1", **allowed)
    moving = platforms.ok("ga-population/resident", idNo=id_no)
    entry = {
        "moverIdNo": id_no,
        "moveInRegion": "540402",
        "moveInAddress": "示例街9号",
        "caseNumber": "C1",
        **cancelled,
    }
    registered = platforms.ok("ga-population/register", **entry)
    again = platforms.ok("ga-population/register", **entry)

    settled = platforms.ok("ga-population/resident", idNo=id_no)
    assert moving["status"] == "MOVING"
    assert registered == again
    assert (settled["status"], settled["region"], settled["address"]) == ("NORMAL", "540402", "示例街9号")


@pytest.mark.parametrize(("key", "code"), [("zhaoliu", "resident_frozen"), ("sunqi", "move_out_refused")])
def test_the_move_out_place_may_refuse(platforms: Platforms, key: str, code: str) -> None:
    id_no = platforms.id_no(key)

    refusal = platforms.refused(
        "ga-population/cancel-registration", moverIdNo=id_no, caseNumber="C1", **permit(platforms, id_no)
    )

    assert refusal == code
    assert platforms.ok("ga-population/resident", idNo=id_no)["status"] == "NORMAL"


@pytest.mark.parametrize("key", ["zhouba", "wujiu"])
def test_who_is_not_registered_any_more_gets_no_permit(platforms: Platforms, key: str) -> None:
    arguments = {"moverIdNo": platforms.id_no(key), "moveInRegion": "540402", "moveOutRegion": "500112"}

    assert (
        platforms.refused("ga-population/issue-move-permit", caseNumber="C", **arguments)
        == "resident_not_active"
    )


def test_papers_of_somebody_else_are_not_accepted(platforms: Platforms) -> None:
    allowed = permit(platforms, platforms.id_no("wangwu"))
    other = platforms.id_no("wangji")

    assert (
        platforms.refused("ga-population/cancel-registration", moverIdNo=other, caseNumber="C", **allowed)
        == "permit_not_found"
    )
    assert (
        platforms.refused(
            "ga-population/register",
            moverIdNo=other,
            moveInRegion="540402",
            moveInAddress="x",
            migrationCertNo="QY0",
            caseNumber="C",
        )
        == "migration_certificate_not_found"
    )


@pytest.mark.parametrize(
    ("key", "region", "expected"),
    [
        ("zhengshi", "510107", {"policy": "POINTS", "score": 62, "threshold": 100}),
        ("fengshiyi", "510107", {"policy": "POINTS", "score": 130, "threshold": 100}),
        ("wangwu", "540402", {"policy": "OPEN", "score": None, "threshold": None}),
    ],
)
def test_cities_settle_freely_or_by_points(
    platforms: Platforms, key: str, region: str, expected: dict[str, Any]
) -> None:
    assert platforms.ok("ga-population/settlement", region=region, idNo=platforms.id_no(key)) == expected
