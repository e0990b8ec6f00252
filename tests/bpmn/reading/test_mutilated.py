"""Exports that were cut, mixed up and overwritten at random: read or refused, never an error of ours."""

from __future__ import annotations

import copy
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn import define
from engine.bpmn.gate import check
from engine.bpmn.reading import read
from engine.domain.xml import parse_xml
from engine.errors import XmlError

SOURCES = [file.read_bytes() for file in sorted((Path(__file__).parent / "vendors").glob("*.bpmn"))]
VALUES = ("", "x", "中文", "${a==1}", "=1", "-3", "true", "a/b")


def mutilated(source: bytes, dice: random.Random) -> bytes:
    root = parse_xml(source)
    elements = [each for each in root.iter("*") if each is not root]
    for _ in range(dice.randint(1, 6)):
        each, other = dice.choice(elements), dice.choice(elements)
        parent = each.getparent()
        if parent is None:
            continue
        attributes = [str(key) for key in each.attrib]
        deed = dice.choice(("remove", "forget", "overwrite", "move", "double", "write"))
        if deed == "remove":
            parent.remove(each)
        elif deed == "forget" and attributes:
            del each.attrib[dice.choice(attributes)]
        elif deed == "overwrite" and attributes:
            each.set(dice.choice(attributes), dice.choice((*VALUES, other.get("id") or "y")))
        elif deed == "move" and each not in other.iterancestors() and each is not other:
            other.append(each)
        elif deed == "double":
            parent.append(copy.deepcopy(each))
        elif deed == "write":
            each.text = dice.choice(("", "x", "${", "a = ", other.get("id") or "y"))
    return etree.tostring(root)


@pytest.mark.parametrize("source", SOURCES, ids=range(len(SOURCES)))
@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_a_mutilated_export_is_read_or_refused(source: bytes, seed: int) -> None:
    data = mutilated(source, random.Random(seed))  # noqa: S311 (dice for a test)

    for finding in check({"p.bpmn": data}):
        assert finding.message
    try:
        reading = read(data, file="p.bpmn")
    except XmlError:
        return
    for process in reading.processes:
        define({"p.bpmn": data}, process_id=process.process_id, strict=False)
