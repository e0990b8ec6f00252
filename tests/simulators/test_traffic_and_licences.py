"""Traffic police, identity, electronic licences."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.simulators.conftest import Platforms


@pytest.mark.parametrize(
    ("key", "name", "verified"),
    [
        ("zhangsan", "张三", True),
        ("zhangsan", "张四", False),
        ("shama", "阿苦沙马•尔布莫", True),
        ("tenzin", "Tenzin Wangchuk Dorje", True),
        ("liyu", "李𬎆䶮", True),
        ("xieershier", "谢二十二", False),
    ],
)
def test_identity_is_name_and_number_together(
    platforms: Platforms, key: str, name: str, *, verified: bool
) -> None:
    answer = platforms.ok("nat-idauth/verify", name=name, idType="111", idNo=platforms.id_no(key))

    assert answer["verified"] is verified


def test_an_electronic_licence_is_a_pdf_with_its_digest(platforms: Platforms) -> None:
    answer = platforms.ok("nat-elicence/fetch", licenceType="idcard", holderIdNo=platforms.id_no("liyu"))

    content = base64.b64decode(answer["contentBase64"])
    assert content.startswith(b"%PDF-1.5")
    assert content.rstrip().endswith(b"%%EOF")
    assert answer["digest"] == hashlib.sha256(content).hexdigest()
    assert "李𬎆䶮".encode("utf-16-be").hex().encode() in content


def test_what_somebody_does_not_have_is_not_found(platforms: Platforms) -> None:
    missing = platforms.ok(
        "nat-elicence/fetch", licenceType="house-cert", holderIdNo=platforms.id_no("zhangsan")
    )
    stranger = platforms.ok("nat-elicence/fetch", licenceType="idcard", holderIdNo="110101199003077758")
    no_licence = platforms.ok("ga-traffic/licence", licenceNo=platforms.id_no("wangwu"))

    assert not missing["found"]
    assert missing["contentBase64"] is None
    assert not stranger["found"]
    assert no_licence == {**dict.fromkeys(no_licence), "found": False}


def test_a_renewal_changes_the_licence_and_is_done_once_for_a_case(platforms: Platforms) -> None:
    number = platforms.id_no("zhangsan")
    before = platforms.ok("ga-traffic/licence", licenceNo=number)
    arguments = {"licenceNo": number, "newTerm": 10, "vehicleClass": "C1", "caseNumber": "C1"}

    certificate = platforms.ok("ga-traffic/renew", key="a", **arguments)
    again = platforms.ok("ga-traffic/renew", key="b", **arguments)
    after = platforms.ok("ga-traffic/licence", licenceNo=number)

    assert again == certificate
    assert certificate["validFrom"] > before["expiry"]
    assert int(certificate["validUntil"][:4]) - int(certificate["validFrom"][:4]) == 10
    assert (after["expiry"], after["term"], after["status"]) == (certificate["validUntil"], 10, "A")


def test_a_long_term_licence_never_expires(platforms: Platforms) -> None:
    arguments = {"licenceNo": platforms.id_no("lisi"), "newTerm": "LONG_TERM", "caseNumber": "C1"}

    assert platforms.ok("ga-traffic/renew", **arguments)["validUntil"] is None


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("huashiliu", "licence_not_renewable"),
        ("yanshiwu", "licence_not_renewable"),
        ("shama", "open_violations"),
        ("jike", "open_violations"),
        ("wangwu", "licence_not_found"),
    ],
)
def test_what_may_not_be_renewed_is_refused(platforms: Platforms, key: str, code: str) -> None:
    arguments = {"licenceNo": platforms.id_no(key), "newTerm": 6, "caseNumber": "C1"}

    assert platforms.refused("ga-traffic/renew", key=None, **arguments) == code


def test_after_the_violations_are_dealt_with_the_licence_is_renewed(platforms: Platforms) -> None:
    number = platforms.id_no("shama")
    platforms.client.patch(
        f"/_control/people/{number}", json={"licence": {"openViolations": 0, "status": "A"}}
    )

    assert platforms.ok("ga-traffic/renew", licenceNo=number, newTerm=10, caseNumber="C1")["certificateNo"]


def test_only_the_issuing_place_is_notified(platforms: Platforms) -> None:
    number = platforms.id_no("zhangsan")

    right = platforms.ok(
        "ga-traffic/notify-issuing-place", licenceNo=number, issuingRegion="512000", caseNumber="C"
    )
    wrong = platforms.ok(
        "ga-traffic/notify-issuing-place", licenceNo=number, issuingRegion="530326", caseNumber="C"
    )

    assert right["accepted"]
    assert not wrong["accepted"]
