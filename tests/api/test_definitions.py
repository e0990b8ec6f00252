"""Deploying: what would not run is refused with findings; hostile XML is refused at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Platform

ROOT = Path(__file__).resolve().parents[2]
ITEM = "driver-licence-expiry-renewal"
DIAGRAM = f"{ITEM}.bpmn"

BILLION_LAUGHS = """<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><l>&d;</l>"""
LOCAL_FILE = """<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>"""
HOSTILE = {
    "billion laughs": BILLION_LAUGHS,
    "a local file": LOCAL_FILE,
    "another server": '<?xml version="1.0"?><!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd"><l/>',
    "100,000 levels": "<a>" * 100_000 + "</a>" * 100_000,
    "cut off": "<definitions",
    "no XML": "%PDF-1.5",
    "empty": "",
}


def bundle(running: Platform) -> dict[str, str]:
    """The files of the deployed version, as an analyst would send them again."""
    analyst = running.caller("analyst")
    current = next(
        version for version in analyst.get(f"/definitions?itemId={ITEM}").get_json() if version["isCurrent"]
    )
    whole = analyst.get(f"/definitions/{current['digest']}").get_json()
    return {
        path: analyst.get(f"/definitions/{current['digest']}/files/{path}").text for path, _ in whole["files"]
    }


def test_versions_are_read_byte_for_byte_and_the_same_files_are_the_same_version(running: Platform) -> None:
    analyst = running.caller("analyst")
    files = bundle(running)

    again = analyst.post("/definitions", {"files": files})

    assert again.status_code == 201, again.text
    assert again.get_json()["isNew"] is False
    diagram = ROOT / "processes" / "public-security" / ITEM / DIAGRAM
    assert diagram.read_text(encoding="utf-8") in files.values()


def test_clerks_read_definitions_and_only_analysts_deploy(running: Platform) -> None:
    clerk = running.caller("huize.traffic")

    assert clerk.get("/definitions").status_code == 200
    assert clerk.post("/definitions", {"files": {"item.yaml": "x"}}).status_code == 403
    assert running.caller("zhangsan").get("/definitions").status_code == 403
    assert running.caller("analyst").get("/definitions/none").status_code == 404


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_hostile_xml_is_refused_quickly_and_nothing_of_this_machine_comes_back(
    running: Platform, kind: str
) -> None:
    files = bundle(running)
    name = next(path for path in files if path.endswith(DIAGRAM))
    analyst = running.caller("analyst")
    took = []

    for _ in range(5):
        started = time.thread_time()
        answer = analyst.post("/definitions", {"files": {**files, name: HOSTILE[kind]}})
        took.append(time.thread_time() - started)

    assert answer.status_code == 422
    assert min(took) < 0.05, f"{took} s of processor time"
    assert "root:" not in answer.text
    body = answer.get_json()
    assert body["code"] == "definition_refused"
    assert [(finding["rule"], finding["file"]) for finding in body["findings"]] == [("xml", name)]
    assert name in body["detail"]
    assert body["detailZh"]


def test_a_diagram_that_cannot_run_is_refused_with_rule_element_and_what_to_do(running: Platform) -> None:
    files = bundle(running)
    name = next(path for path in files if path.endswith(DIAGRAM))
    broken = files[name].replace('targetRef="confirm_renewal"', 'targetRef="nowhere"')
    assert broken != files[name]

    answer = running.caller("analyst").post("/definitions", {"files": {**files, name: broken}})

    body = answer.get_json()
    assert (answer.status_code, body["code"]) == (422, "definition_refused")
    assert body["findings"]
    for finding in body["findings"]:
        assert finding["rule"]
        assert finding["message"]
        assert finding["messageZh"]


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "a\\b.bpmn", "", "x" * 500])
def test_files_outside_the_bundle_are_refused(running: Platform, path: str) -> None:
    answer = running.caller("analyst").post("/definitions", {"files": {**bundle(running), path: "x"}})

    assert answer.status_code == 422
