"""The catalogue's rules as rule books: which names each item has, and of which types.

The shape is that of ``processes/catalogue/items.yaml`` (form bases, common facts and rules, items with form fields,
derived facts and rules); ``facts.yaml`` beside it adds facts that rules name and the catalogue's rows do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.dmn.rules import Rule, RuleBook, fact_types
from engine.feel import FeelSyntaxError, FeelType, parse
from engine.feel.checking.checker import Checker
from engine.feel.checking.scope import TypeScope
from engine.feel.types import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_AND_TIME,
    LIST,
    NUMBER,
    SIMPLE_TYPES,
    STRING,
)

FIELD_TYPES: Mapping[str, FeelType] = {
    "string": STRING,
    "enum": STRING,
    "idno": STRING,
    "uscc": STRING,
    "phone": STRING,
    "region": STRING,
    "boolean": BOOLEAN,
    "number": NUMBER,
    "number-enum": NUMBER,
    "money": NUMBER,
    "date": DATE,
    "datetime": DATE_AND_TIME,
    "list": LIST,
    "file": CONTEXT,
} | SIMPLE_TYPES
"""Types of form fields and facts as expressions see them."""

_UNSAID = ("Any", "Null", "function")


def rule_books(
    catalogue: Mapping[str, Any], more_facts: Mapping[str, list[Mapping[str, Any]]] | None = None
) -> list[RuleBook]:
    """One book per item: its own rules and the common ones, with all names typed as far as anything says.

    ``more_facts`` are types of facts, or further facts, by item id. The type of any other derived fact is that of
    its use in the item's rules, else that of its sketch where it happens to be FEEL, else that of its use elsewhere.
    """
    sketches = {item["id"]: _sketches(item) for item in catalogue["items"]}
    books = [_book(catalogue, item, (more_facts or {}).get(item["id"], [])) for item in catalogue["items"]]
    books = [_typed(book, _sketched(book, sketches[book.id])) for book in books]
    elsewhere: dict[str, FeelType] = {}
    for book in books:
        for name, kind in book.types.items():
            if kind.kind not in _UNSAID:
                elsewhere.setdefault(name, kind)
    return [_typed(book, elsewhere) for book in books]


def _typed(book: RuleBook, more: Mapping[str, FeelType]) -> RuleBook:
    """The book with the types that use gives, then those of ``more``, then what use makes of them."""
    types = {
        name: more.get(name, kind) if kind.kind in _UNSAID else kind
        for name, kind in fact_types(book).items()
    }
    return replace(book, types=fact_types(replace(book, types=types)))


def _sketches(item: Mapping[str, Any]) -> dict[str, str]:
    return {fact["key"]: fact["expression"] for fact in item.get("derived_facts", ())}


def _book(catalogue: Mapping[str, Any], item: Mapping[str, Any], more: list[Mapping[str, Any]]) -> RuleBook:
    fields = [
        *_base_fields(catalogue["form_bases"], item["form"]["base"]),
        *item["form"].get("fields", ()),
        *catalogue["common_facts"],
        *more,
    ]
    types = {each["key"]: FIELD_TYPES[each["type"]] for each in fields}
    for name in _sketches(item):
        types.setdefault(name, ANY)
    return RuleBook(
        id=item["id"],
        types=types,
        rules=tuple(_rule(each) for each in (*item.get("rules", ()), *catalogue["common_rules"])),
        options={
            each["key"]: tuple(map(str, each["options"])) for each in fields if each.get("type") == "enum"
        },
    )


def _base_fields(bases: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The fields of a base form; one that leaves a choice has those of both."""
    base = bases[name]
    if isinstance(base, Mapping):
        yield base["chosen_by"]
        for each in base["either"]:
            yield from _base_fields(bases, each)
    else:
        yield from base


def _rule(row: Mapping[str, Any]) -> Rule:
    sets = {str(target): _feel(value) for target, value in (row.get("set") or {}).items()}
    return Rule(id=row["id"], when=_feel(row["when"]), sets=sets)


def _feel(value: Any) -> str:
    """A value of YAML as the FEEL that it stands for."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sketched(book: RuleBook, sketches: Mapping[str, str]) -> dict[str, FeelType]:
    """The types of sketches that happen to be FEEL; most only name the system to ask."""
    found: dict[str, FeelType] = {}
    for name, sketch in sketches.items():
        try:
            tree = parse(sketch, names=book.types, functions=book.functions)
        except FeelSyntaxError:
            continue
        kind = Checker(book.functions.by_name, set(book.types)).infer(tree, TypeScope(book.types))
        if kind.kind not in _UNSAID:
            found[name] = FeelType(kind.kind)
    return found
