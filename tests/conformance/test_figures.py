"""The figures of a conformance run are counted rightly and may not fall."""

from __future__ import annotations

import pytest

from tests.conformance.figures import BEGIN, END, Figure, fallen, figures, promised, table, with_table

CASES = {
    "dmn": [
        {"id": "L2/a", "ok": True, "features": ["L2"], "null_only": False},
        {"id": "L3/a", "ok": True, "features": ["L3"], "null_only": True},
        {"id": "L3/b", "ok": False, "features": ["L3"], "null_only": False},
    ],
    "tokensim": [{"id": "a", "ok": True, "features": ["messageFlow"], "debatable": False}],
}


def test_cases_are_counted_by_suite_and_kind() -> None:
    counted = {each.title: (each.passed, each.total) for each in figures(CASES)}

    assert counted == {
        "DMN TCK level 2": (1, 1),
        "DMN TCK level 2, a value expected": (1, 1),
        "DMN TCK level 3": (1, 2),
        "DMN TCK level 3, a value expected": (0, 1),
        "token simulation": (1, 1),
    }


def test_the_table_of_the_readme_is_read_back_as_it_was_written() -> None:
    lines = [Figure(title="DMN TCK level 3", passed=1_059, total=1_060)]

    readme = with_table(f"# Title\n{BEGIN}\nold\n{END}\nend\n", lines)

    assert promised(readme) == {each.title: each for each in lines}
    assert readme.startswith("# Title\n")
    assert readme.endswith("\nend\n")
    assert table(lines) in readme


@pytest.mark.parametrize(
    ("passed", "total", "is_fallen"),
    [(9, 10, False), (8, 10, True), (10, 10, False), (90, 100, False), (89, 100, True)],
)
def test_a_figure_below_the_readme_is_named(passed: int, total: int, *, is_fallen: bool) -> None:
    promises = {"betsy": Figure(title="betsy", passed=9, total=10)}

    below = fallen([Figure(title="betsy", passed=passed, total=total)], promises)

    assert bool(below) is is_fallen


def test_a_readme_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for the table"):
        with_table("# Title", [])
