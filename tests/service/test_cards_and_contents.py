"""Item cards, file contents, passwords, offices."""

from __future__ import annotations

import io
import zipfile

import pytest

from engine.domain.clock import TimeLimit
from engine.domain.identifiers import is_credit_code
from engine.domain.office_names import DEPARTMENT_IDS, offices_of
from engine.errors import DefinitionRefusedError, InvalidInputError
from engine.service.cards import TimeLimitCard, read_card
from engine.service.catalogue import Catalogue
from engine.service.contents import content_type_of
from engine.service.passwords import new_password, new_token, password_hash, password_matches, token_hash
from engine.settings import Settings

CATALOGUE = Catalogue.read(Settings().catalogue)
CARD = """
id: test-item
code: TE-001
basic_code: "990101400000"
name: {zh: 测试, en: Test}
department: public-security
lanes:
  acceptance: {region: applicantRegion, department: public-security, unit: traffic-police}
time_limit: {promised_working_days: 5}
"""


def test_a_card_is_read_with_its_defaults() -> None:
    card = read_card(CARD.encode())

    assert card.process_id == "test-item"
    assert card.time_limit.limit() == TimeLimit(days=5)
    assert card.lanes["acceptance"].unit == "traffic-police"


def test_every_slip_in_a_card_is_named() -> None:
    with pytest.raises(DefinitionRefusedError) as caught:
        read_card((CARD + "colour: red\nsubject: animal\n").encode())

    assert {finding.rule for finding in caught.value.findings} == {"card-schema"}
    assert ["colour" in finding.message for finding in caught.value.findings].count(True) == 1
    assert ["subject" in finding.message for finding in caught.value.findings].count(True) == 1


@pytest.mark.parametrize("content", [b"{", b"- a", b"!!python/object/apply:os.system [ls]", b"\xff\xfe\x00"])
def test_what_is_no_card_is_refused(content: bytes) -> None:
    with pytest.raises(DefinitionRefusedError):
        read_card(content)


@pytest.mark.parametrize(
    ("card", "limit"),
    [
        (TimeLimitCard(promised_working_days=0), TimeLimit(days=0, unit="instant")),
        (TimeLimitCard(statutory=20, statutory_unit="working-day"), TimeLimit(days=20)),
        (TimeLimitCard(statutory=60, statutory_unit="calendar-day"), TimeLimit(days=60, unit="calendar-day")),
        (TimeLimitCard(statutory_unit="instant"), TimeLimit(days=0, unit="instant")),
        (TimeLimitCard(), TimeLimit(days=0, unit="none")),
    ],
)
def test_the_promised_limit_comes_before_the_statutory_one(card: TimeLimitCard, limit: TimeLimit) -> None:
    assert card.limit() == limit


def archive(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(name, "<ofd/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (archive("OFD.xml"), "application/ofd"),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, content_type: str) -> None:
    assert content_type_of(content) == content_type


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90", b"<html><script>", b"#!/bin/sh", archive("x.js"), b"PK\x03\x04broken", b"<svg/>"],
)
def test_programs_pages_and_archives_are_no_materials(content: bytes) -> None:
    with pytest.raises(InvalidInputError, match="not accepted"):
        content_type_of(content)


def test_passwords_are_kept_as_hashes_and_differ_each_time() -> None:
    password = new_password()

    kept = password_hash(password)

    assert password not in kept
    assert password_matches(kept, password)
    assert not password_matches(kept, password + "x")
    assert not password_matches(None, password)
    assert not password_matches("no hash", password)
    assert new_password() != password
    assert new_token() != new_token()
    assert len(token_hash("x")) == 64


def test_every_office_has_its_own_code_names_and_valid_credit_code() -> None:
    offices = [
        office
        for region in CATALOGUE.regions
        for office in offices_of(region, DEPARTMENT_IDS, full_name=CATALOGUE.regions.full_name(region.code))
    ]

    assert len({office.code for office in offices}) == len(offices)
    assert len({office.credit_code for office in offices}) == len(offices)
    assert all(is_credit_code(office.credit_code) for office in offices[::37])
    by_code = {office.code: office for office in offices}
    assert by_code["530326-public-security-traffic-police"].name_zh == "云南省曲靖市会泽县公安局交通警察队"
    assert by_code["510000-public-security"].name_zh == "四川省公安厅"
    assert by_code["500000-public-security"].name_zh == "重庆市公安局"
    assert by_code["540402-public-security-police-station"].level == "4"


def test_a_wrong_region_level_has_no_police_station() -> None:
    units = {
        office.unit
        for office in offices_of(CATALOGUE.regions["510000"], ["public-security"], full_name="四川省")
    }

    assert units == {None, "traffic-police", "service-hall"}


def test_settings_point_at_the_projects_own_copy() -> None:
    assert len(CATALOGUE.items) == 148
    assert len(CATALOGUE.departments) == 17
    with pytest.raises(InvalidInputError):
        CATALOGUE.regions["500100"]
