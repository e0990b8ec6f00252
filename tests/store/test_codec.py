"""What is sealed opens again, only where it belongs, and old values open for ever."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UnavailableError
from engine.store import CaseCipher, KeyRing
from engine.store.words import WORDS

if TYPE_CHECKING:
    from pathlib import Path

SMALL_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=30,
)
CIPHER = CaseCipher(bytes(32), "case-1")


@given(SMALL_JSON)
def test_every_json_value_comes_back_as_it_was(value: object) -> None:
    assert CIPHER.open("draft", CIPHER.seal("draft", value)) == value


def test_a_value_does_not_open_in_another_case_or_at_another_place() -> None:
    sealed = CIPHER.seal("draft", {"name": "张三"})

    with pytest.raises(UnavailableError, match="case-1"):
        CIPHER.open("event", sealed)
    with pytest.raises(UnavailableError, match="case-2"):
        CaseCipher(bytes(32), "case-2").open("draft", sealed)


@pytest.mark.parametrize("place", [0, 13, -1])
def test_one_flipped_bit_is_refused(place: int) -> None:
    sealed = bytearray(CIPHER.seal("draft", {"name": "张三"}))

    sealed[place] ^= 1

    with pytest.raises(UnavailableError):
        CIPHER.open("draft", bytes(sealed))


def test_the_dictionary_is_the_one_that_stored_values_were_packed_with() -> None:
    assert (
        hashlib.sha256(WORDS).hexdigest()
        == "4d764cf5744f22603f20acd6ca879cbce593ce37a77810478fcdeccd9a57039d"
    )


def test_values_of_the_first_version_open_for_ever() -> None:
    packed_with_dictionary = bytes.fromhex(
        "b1ba83b532a6debac2e7976c449ab5ac72eb0d0e3fa412db4200ce3633191401c0ac45b8515647b1a94ca860849fcb52d2526f1ff7bbf57c6a6dfdcdba63695b55c5c27597247465a7"
    )

    assert CIPHER.open("event", packed_with_dictionary)["environment"]["channel"] == "counter"


def test_many_threads_seal_and_open_at_once() -> None:
    value = {"steps": [["check_materials", "entered", [], {"verdict": "ACCEPT"}]] * 50}

    with ThreadPoolExecutor(8) as threads:
        opened = threads.map(lambda _: CIPHER.open("event", CIPHER.seal("event", value)), range(400))

    assert all(found == value for found in opened)


def test_a_master_key_file_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"

    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(lambda _: KeyRing.from_file(path), range(8)))

    assert len({ring.secret("any") for ring in rings}) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_master_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    KeyRing.from_file(path)
    path.chmod(0o640)

    with pytest.raises(UnavailableError, match="chmod 600"):
        KeyRing.from_file(path)


@pytest.mark.parametrize("text", ["", "no hex", "ab" * 31])
def test_a_setting_that_is_no_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(UnavailableError) as refused:
        KeyRing.from_text(text)

    assert not text or text not in refused.value.message


def test_a_master_key_from_a_setting_is_the_same_as_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    ring = KeyRing.from_file(path)

    assert KeyRing.from_text(path.read_bytes().hex()).secret("any") == ring.secret("any")


def test_the_same_person_has_another_index_in_each_province() -> None:
    ring = KeyRing(os.urandom(32))

    found = {ring.blind_index("id", province, "51010719900307123X") for province in ("50", "51", "52")}

    assert len(found) == 3
    assert ring.blind_index("id", "50", "51010719900307123X") in found
