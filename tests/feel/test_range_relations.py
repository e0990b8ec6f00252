"""Relations between ranges against the formulas of Table 78, written in FEEL itself, over all small cases."""

from __future__ import annotations

from itertools import product

import pytest

from engine import feel

_ENDS = [(1, 5), (3, 8), (5, 8), (1, 3), (4, 5), (5, 5)]
RANGES = [feel.Range(feel.to_feel(a), feel.to_feel(b), low, high)
          for (a, b), low, high in product(_ENDS, [True, False], [True, False])]  # fmt: skip
POINTS = [feel.to_feel(n) for n in (0, 1, 3, 4, 5, 8, 9)]

BETWEEN_RANGES = {
    "before": """a.end < b.start or ((not(a.end included) or not(b.start included)) and a.end = b.start)""",
    "after": """a.start > b.end or ((not(a.start included) or not(b.end included)) and a.start = b.end)""",
    "meets": """a.end included and b.start included and a.end = b.start""",
    "met by": """a.start included and b.end included and a.start = b.end""",
    "overlaps": """(a.end > b.start or (a.end = b.start and a.end included and b.start included))
        and (a.start < b.end or (a.start = b.end and a.start included and b.end included))""",
    "overlaps before": """(a.start < b.start or (a.start = b.start and a.start included and not(b.start included)))
        and (a.end > b.start or (a.end = b.start and a.end included and b.start included))
        and (a.end < b.end or (a.end = b.end and (not(a.end included) or b.end included)))""",
    "overlaps after": """(b.start < a.start or (b.start = a.start and b.start included and not(a.start included)))
        and (b.end > a.start or (b.end = a.start and b.end included and a.start included))
        and (b.end < a.end or (b.end = a.end and (not(b.end included) or a.end included)))""",
    "finishes": """a.end included = b.end included and a.end = b.end
        and (a.start > b.start or (a.start = b.start and (not(a.start included) or b.start included)))""",
    "finished by": """a.end included = b.end included and a.end = b.end
        and (a.start < b.start or (a.start = b.start and (a.start included or not(b.start included))))""",
    "includes": """(a.start < b.start or (a.start = b.start and (a.start included or not(b.start included))))
        and (a.end > b.end or (a.end = b.end and (a.end included or not(b.end included))))""",
    "during": """(b.start < a.start or (b.start = a.start and (b.start included or not(a.start included))))
        and (b.end > a.end or (b.end = a.end and (b.end included or not(a.end included))))""",
    "starts": """a.start = b.start and a.start included = b.start included
        and (a.end < b.end or (a.end = b.end and (not(a.end included) or b.end included)))""",
    "started by": """a.start = b.start and a.start included = b.start included
        and (b.end < a.end or (b.end = a.end and (not(b.end included) or a.end included)))""",
    "coincides": """a.start = b.start and a.start included = b.start included
        and a.end = b.end and a.end included = b.end included""",
}

POINT_AND_RANGE = {
    "before": "a < b.start or (a = b.start and not(b.start included))",
    "after": "a > b.end or (a = b.end and not(b.end included))",
    "finishes": "b.end included and b.end = a",
    "starts": "b.start = a and b.start included",
    "during": "(b.start < a and b.end > a) or (b.start = a and b.start included) or (b.end = a and b.end included)",
}

RANGE_AND_POINT = {
    "before": "a.end < b or (a.end = b and not(a.end included))",
    "after": "a.start > b or (a.start = b and not(a.start included))",
    "finished by": "a.end included and a.end = b",
    "started by": "a.start = b and a.start included",
    "includes": "(a.start < b and a.end > b) or (a.start = b and a.start included) or (a.end = b and a.end included)",
}


def disagreements(name: str, formula: str, lefts: list[feel.Value], rights: list[feel.Value]) -> list[object]:
    """Pairs for which the function and the formula differ."""
    expression = feel.compile(f"{name}(a, b) = ({formula})", names=["a", "b"])
    return [(a, b) for a, b in product(lefts, rights) if expression(feel.FeelContext(a=a, b=b)) is not True]


@pytest.mark.parametrize(("name", "formula"), BETWEEN_RANGES.items())
def test_a_relation_of_two_ranges_is_the_formula_of_the_standard(name: str, formula: str) -> None:
    assert disagreements(name, formula, RANGES, RANGES) == []


@pytest.mark.parametrize(("name", "formula"), POINT_AND_RANGE.items())
def test_a_relation_of_point_and_range_is_the_formula_of_the_standard(name: str, formula: str) -> None:
    assert disagreements(name, formula, POINTS, RANGES) == []


@pytest.mark.parametrize(("name", "formula"), RANGE_AND_POINT.items())
def test_a_relation_of_range_and_point_is_the_formula_of_the_standard(name: str, formula: str) -> None:
    assert disagreements(name, formula, RANGES, POINTS) == []
