"""What somebody typed in is in no file of the platform, and in no answer to whom it does not concern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.api.applications import PEOPLE, licence_renewal

if TYPE_CHECKING:
    from tests.api.conftest import Platform

STREET = "云南省曲靖市会泽县保密示例巷77号"


def test_no_file_of_the_platform_holds_what_was_typed_in(platform: Platform) -> None:
    person = PEOPLE["lisi"]
    case_id = platform.apply("lisi", licence_renewal("lisi", deliveryAddress=STREET))["case"]["caseId"]
    clerk = platform.caller("huize.traffic")
    clerk.post(f"/cases/{case_id}/notes", {"text": f"已致电 {person['phone']}"})
    clerk.post("/cases/search", {"person": person["idNo"]})
    typed = [person["idNo"], person["phone"], STREET, "已致电"]

    files = [path for path in platform.tongban.settings.var.rglob("*") if path.is_file()]
    found = [
        (path.name, text)
        for path in files
        for text in typed
        if path.suffix != ".txt" and text.encode() in path.read_bytes()
    ]

    assert any(path.name.startswith("tongban.db") for path in files)
    assert any(path.parent.name != "var0" for path in files)
    assert found == []


def test_nothing_personal_is_shown_in_full_without_a_reason(platform: Platform) -> None:
    person = PEOPLE["lisi"]
    opened = platform.apply("lisi", licence_renewal("lisi", deliveryAddress=STREET))
    case_id, number = opened["case"]["caseId"], opened["case"]["number"]
    clerk = platform.caller("huize.traffic")
    [task] = clerk.get(f"/tasks?caseNumber={number}").get_json()["entries"]

    shown = [
        clerk.get(path).text
        for path in (
            f"/cases/{case_id}",
            f"/cases/{case_id}/history",
            f"/cases/{case_id}/materials",
            f"/cases/{case_id}/documents",
            f"/cases/{case_id}/others",
            f"/tasks/{task['taskId']}",
            f"/tasks?caseNumber={number}",
        )
    ]
    shown.append(platform.caller("admin").get(f"/cases/{case_id}").text)
    shown.append(platform.nobody.get(f"/progress/{number}?code={opened['progressCode']}").text)

    for text in shown:
        for private in (person["idNo"], person["phone"], person["name"], STREET):
            assert private not in text
