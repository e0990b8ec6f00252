"""What a clerk types into a search: a number, or the full name of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.applications import licence_renewal
from tests.pages.clients import Visitor

if TYPE_CHECKING:
    from tests.api.conftest import Platform

NAME = "查找·测试者"


@pytest.fixture
def number(platform: Platform) -> str:
    """The number of a case of somebody with a name of their own."""
    opened = platform.apply("zhangsan", {**licence_renewal(), "applicantName": NAME})
    return str(opened["case"]["number"])


def test_the_queue_finds_the_full_name_and_no_part_of_it(platform: Platform, number: str) -> None:
    clerk = Visitor(platform, "huize.traffic")

    assert number in clerk.get("/work", q="查找•测试者")
    assert number in clerk.get("/work", q=number[5:18])
    assert number not in clerk.get("/work", q="查找")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_search_of_cases_finds_the_full_name(platform: Platform, number: str, language: str) -> None:
    clerk = Visitor(platform, "huize.traffic")
    clerk.get("/search", lang=language)

    found = clerk.send("/search", q=f" {NAME} ").text
    missed = clerk.send("/search", q="查找").text

    assert number in found
    assert number not in missed
    assert ("full name" in missed) is (language == "en")


def test_the_catalogue_is_narrowed_to_provinces_whose_offices_hold_an_item(platform: Platform) -> None:
    page = platform.app.test_client().get

    everywhere = page("/items?province=53").text
    nowhere = page("/items?province=11").text

    assert "/items/driver-licence-expiry-renewal" in everywhere
    assert "/items/driver-licence-expiry-renewal" not in nowhere


def test_the_tab_of_what_lies_with_others_has_a_count(platform: Platform) -> None:
    clerk = Visitor(platform, "huize.traffic")

    counted = platform.tongban.tasks.counts(platform.tongban.accounts.actor(account_id="huize.traffic"))

    assert f'等待他方<span class="count">{counted.waiting}</span>' in clerk.get("/work", scope="waiting")
