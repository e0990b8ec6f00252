"""Random expressions by the grammar: well-formed more often than not, meaningful seldom, nasty at times."""

from __future__ import annotations

from hypothesis import strategies as st

_NAMES = st.sampled_from(
    ["a", "b", "item", "partial", "first name", "a-b", "?", "nowhere", "姓名", "x y z", "count"]
)
_LITERALS = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.decimals(-1000, 1000, places=3).map(str),
    st.sampled_from(
        [
            "null", "true", "false", '""', '"abc"', r'"\u00e9\n"', '@"2025-01-31"', '@"10:20:30@Asia/Shanghai"',
            '@"P1DT2H"', '@"-P1Y"', '@"nonsense"', '@"-999999999-01-01"', "1e6000", ".5", "99999999999999999999999999",
        ]
    ),
)  # fmt: skip
_OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"])
_TYPES = st.sampled_from(
    [
        "number",
        "string",
        "list<number>",
        "context<a: number>",
        "range<date>",
        "function<Any> -> Any",
        "nonsense",
        "list",
    ]
)
_FUNCTIONS = st.sampled_from(
    [
        "abs", "sum", "count", "min", "max", "sort", "flatten", "string", "date", "time", "duration", "date and time",
        "substring", "replace", "matches", "split", "list replace", "context put", "get entries", "union", "range",
        "distinct values", "before", "includes", "decimal", "modulo", "exp", "log", "sublist", "day of week", "number",
        "years and months duration", "string join", "mode", "stddev", "not", "is", "context", "context merge", "floor",
    ]
)  # fmt: skip


def _extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lists = st.lists(inner, max_size=3).map(", ".join)
    brackets = st.tuples(st.sampled_from("[(]"), inner, inner, st.sampled_from("])["))
    return st.one_of(
        st.tuples(inner, _OPERATORS, inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        lists.map("[{}]".format),
        st.tuples(_NAMES, inner, _NAMES, inner).map(lambda p: f"{{{p[0]}: {p[1]}, {p[2]} 2: {p[3]}}}"),
        brackets.map(lambda p: f"{p[0]}{p[1]}..{p[2]}{p[3]}"),
        st.tuples(inner, inner).map(lambda p: f"{p[0]}[{p[1]}]"),
        st.tuples(inner, _NAMES).map(".".join),
        st.tuples(inner, inner, inner).map(lambda p: f"if {p[0]} then {p[1]} else {p[2]}"),
        st.tuples(_NAMES, inner, inner).map(lambda p: f"for {p[0]} in {p[1]} return {p[2]}"),
        st.tuples(_NAMES, inner, inner, inner).map(lambda p: f"for {p[0]} in {p[1]}..{p[2]} return {p[3]}"),
        st.tuples(st.sampled_from(["some", "every"]), _NAMES, inner, inner).map(
            lambda p: f"{p[0]} {p[1]} in {p[2]} satisfies {p[3]}"
        ),
        st.tuples(inner, inner, inner).map(lambda p: f"{p[0]} between {p[1]} and {p[2]}"),
        st.tuples(inner, _TYPES).map(lambda p: f"{p[0]} instance of {p[1]}"),
        st.tuples(_NAMES, inner).map(lambda p: f"function({p[0]}) {p[1]}"),
        st.tuples(_FUNCTIONS, lists).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(_FUNCTIONS, _NAMES, inner).map(lambda p: f"{p[0]}({p[1]}: {p[2]})"),
        st.tuples(inner, lists).map(lambda p: f"({p[0]})({p[1]})"),
        st.tuples(inner, st.sampled_from(["<", ">=", "=", "!="]), inner).map(
            lambda p: f"{p[0]} in ({p[1]} {p[2]}, {p[2]})"
        ),
    )


expressions = st.recursive(_LITERALS | _NAMES, _extend, max_leaves=14)
"""Expressions by the grammar."""

noise = st.lists(
    st.sampled_from(
        [
            "a", "1", '"', "'", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "+", "-", "*", "/", "**", "=", "!=", "<",
            ">", "and", "or", "in", "not", "if", "then", "else", "for", "return", "some", "satisfies", "function", "external",
            "instance", "of", "list<", "between", "null", "@", '"x"', "//", "/*", "*/", "\\", "\n", " ", "（", "“", "\u0000",
            "?", "1..2", "date and time(", "🐎", "\ud800", "item", "partial", "e5", "1e5",
        ]
    ),
    max_size=30,
).map(" ".join) | st.text(max_size=60)  # fmt: skip
"""Texts that are hardly ever expressions."""
