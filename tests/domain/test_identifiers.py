"""Check digits, case numbers, names, masks, regions."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from engine.domain import identifiers as ids
from engine.domain.masking import masked, masked_id, masked_name, masked_phone, masked_within
from engine.domain.names import is_name, normalised_name
from engine.domain.regions import Regions
from engine.errors import InvalidInputError

CATALOGUE = Path("processes/catalogue")


def made_up_id(region: str, day: str, order: str) -> str:
    first = f"{region}{day}{order}"
    return first + ids.id_check_character(first)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard_are_valid(number: str) -> None:
    assert ids.is_id_number(number)


@pytest.mark.parametrize(
    "number",
    ["110105194912310021", "11010519491231002x", "110105194902310028", "1101051949123100", "", "x" * 18],
)
def test_a_wrong_check_a_small_x_an_impossible_day_and_a_short_number_are_refused(number: str) -> None:
    assert not ids.is_id_number(number)


def test_arabic_and_fullwidth_digits_are_no_digits_of_an_id_number() -> None:
    assert not ids.is_id_number("１１０１０５１９４９１２３１００２X")


@given(order=st.integers(0, 999), day=st.dates(date(1900, 1, 1), date(2026, 1, 1)), digit=st.integers(0, 16))
def test_one_changed_digit_is_always_found(order: int, day: date, digit: int) -> None:
    number = made_up_id("510107", day.strftime("%Y%m%d"), f"{order:03d}")
    changed = number[:digit] + str((int(number[digit]) + 1) % 10) + number[digit + 1 :]

    assert ids.is_id_number(number)
    assert not ids.is_id_number(changed)
    assert ids.birth_date(number) == day


def test_credit_codes_agree_with_the_reference_library() -> None:
    first = "11510107MB2D0681"
    for tail in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        code = first + tail + ids.credit_check_character(first + tail)

        assert ids.is_credit_code(code)
        assert uscc.is_valid(code)


def test_the_credit_code_of_the_published_case_number_is_valid() -> None:
    assert ids.is_credit_code("11440232MB2D06811W")
    assert not ids.is_credit_code("11440232MB2D06811X")


@pytest.mark.parametrize(
    ("phone", "valid"), [("13800000000", True), ("12800000000", False), ("1380000000", False)]
)
def test_phones(phone: str, *, valid: bool) -> None:
    assert ids.is_phone(phone) is valid


@pytest.mark.parametrize(("minute", "day"), [((15, 30), "20261125"), ((16, 30), "20261126")])
def test_the_day_in_a_case_number_is_beijings(minute: tuple[int, int], day: str) -> None:
    implementation = ids.implementation_code(
        credit_code="11440232MB2D06811W", level="4", basic_code="000117051000"
    )
    at = datetime(2026, 11, 25, *minute, tzinfo=UTC)

    number = ids.case_number(implementation=implementation, at=at, sequence=8)

    assert number == f"11440232MB2D06811W4000117051000{day}0008"
    assert len(number) == 43
    parts = ids.read_case_number(number)
    assert parts is not None
    assert (parts.implementation, parts.sequence) == (implementation, 8)


def test_what_is_no_case_number_is_not_taken_apart() -> None:
    assert ids.read_case_number("11440232MB2D06811W4000117051000202613450008") is None
    assert ids.read_case_number("') OR 1=1 --") is None
    with pytest.raises(InvalidInputError):
        ids.implementation_code(credit_code="1", level="4", basic_code="000117051000")


@pytest.mark.parametrize(
    "name",
    [
        "张三",
        "扎西顿珠",
        "迪丽热巴·迪力木拉提",
        "Zhaxi Dunzhu Luosang Jiangcun Pingcuo Wangjie Gesang",
        "བཀྲ་ཤིས་དོན་གྲུབ",
        "𠮷野𩸽",
        "\U000323af",
        "\ue863",
        "Ngawang-Lobsang d'Aba",
        "热比娅",
        "ئابدۇللا",
        "甲" * 40,
    ],
)
def test_names_of_all_peoples_are_names(name: str) -> None:
    assert is_name(name)
    assert normalised_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "   ", "张\x00三", "张\u202e三", "\ud800", "甲" * 101, "12345", "张\n三"]
)
def test_control_characters_overrides_and_emptiness_are_no_names(name: str) -> None:
    assert not is_name(name)


def test_other_dots_and_decomposed_letters_become_one_form() -> None:
    assert normalised_name(" 阿依古丽•买买提 ") == "阿依古丽·买买提"
    assert normalised_name("Xigaze\u0302") == "Xigazê"


def test_masks_show_enough_to_recognise() -> None:
    assert masked_id("510107199001011234") == "5101**********1234"
    assert masked_phone("13812340000") == "138****0000"
    assert masked_name("张三") == "张*"
    assert masked_name("迪丽热巴·迪力木拉提") == "迪***"
    assert masked("四川省成都市武侯区某某路一号院二栋三单元") == "四川省成都市***"
    assert masked("11010519491231002X") == "1101**********002X"
    assert masked(["13800000000"], "phone") == ["138****0000"]
    assert masked({"a": "13800000000"}) == {"a": "138****0000"}
    assert masked(None) is None
    assert masked(7, "text") == "***"


def test_numbers_inside_a_text_are_masked_and_others_left_alone() -> None:
    text = "扫描 110105194912310 11010519491231002X (13812340000) 530326000001.pdf"

    assert masked_within(text) == "扫描 110105194912310 1101**********002X (138****0000) 530326000001.pdf"


@given(st.text(max_size=40))
def test_a_mask_never_shows_the_whole(text: str) -> None:
    if len(text) > 1:
        assert text not in (masked_id(text), masked_phone(text), masked_name(text))


@pytest.fixture(scope="module")
def regions() -> Regions:
    with (CATALOGUE / "regions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with (CATALOGUE / "region_names_en.csv").open(encoding="utf-8") as file:
        english = {row["code"]: row["name_en"] for row in csv.DictReader(file)}
    return Regions.from_rows(rows, english)


def test_the_tree_leaves_pseudo_regions_out(regions: Regions) -> None:
    assert len(regions) == 570
    assert "500100" not in regions
    assert "540171" not in regions
    assert regions["500101"].parent == "500000"
    assert regions.full_name("530326") == "云南省曲靖市会泽县"
    assert [region.code for region in regions.children(None)] == [
        "500000",
        "510000",
        "520000",
        "530000",
        "540000",
    ]


def test_every_region_hangs_on_a_province_and_has_an_english_name(regions: Regions) -> None:
    for region in regions:
        assert regions.path(region.code)[0].level == "province"
        assert region.name_en != region.code


def test_an_unknown_region_is_named(regions: Regions) -> None:
    with pytest.raises(InvalidInputError, match="999999"):
        regions["999999"]
