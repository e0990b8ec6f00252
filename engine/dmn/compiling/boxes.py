"""Boxed expressions other than tables and functions (clause 10.2.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.dmn import syntax as s
from engine.dmn.compiling.core import NOTHING, Code, Compiled, Desk, Text, typed
from engine.dmn.compiling.functions import compile_function, compile_invocation
from engine.dmn.compiling.literals import compile_text
from engine.dmn.compiling.loops import every, looped, some
from engine.dmn.compiling.tables import compile_table
from engine.dmn.table_syntax import DecisionTable
from engine.feel import FeelContext, FeelType
from engine.feel.types import ANY, NUMBER, context_of, list_of
from engine.feel.values import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.dmn.scope import Names
    from engine.dmn.session import Place, Session
    from engine.feel.values import Value


def compile_box(desk: Desk, box: s.Expression | None, names: Names) -> Compiled:
    """The closure of any boxed expression, its value fitted to the type that the box names."""
    if box is None:
        return NOTHING
    compiled = _COMPILERS[type(box)](desk, box, names)
    if box.type_ref is None:
        return compiled
    expected = desk.type_of(box.type_ref, box)
    if isinstance(box, s.FunctionDefinition):
        return compiled
    return typed(compiled, expected, desk.place(box.id), "The value")


def _literal(desk: Desk, box: s.LiteralExpression, names: Names) -> Compiled:
    if not box.text.strip():
        return NOTHING
    return compile_text(desk, Text(box.text, box.id, box.line), names)


def _context(desk: Desk, box: s.BoxedContext, names: Names) -> Compiled:
    lines: list[tuple[str, Code]] = []
    shapes: dict[str, FeelType] = {}
    result: Compiled | None = None
    is_sound = True
    for entry in box.entries:
        inner = names.with_names(shapes)
        if entry.variable is None:
            result = compile_box(desk, entry.expression, inner)
            continue
        name = entry.variable.name
        if isinstance(entry.expression, s.FunctionDefinition):
            inner = inner.with_names({name: FeelType("function")})
        compiled = compile_box(desk, entry.expression, inner)
        if entry.variable.type_ref is not None:
            expected = desk.type_of(entry.variable.type_ref, box)
            compiled = typed(compiled, expected, desk.place(box.id), f"'{name}'")
        if name in shapes:
            is_sound = False
            desk.report(
                "dmn-entry-twice",
                box.id,
                box.line,
                f"The context has two entries '{name}'. Give each its own name.",
                f"上下文中有两个“{name}”，请分别命名。",
            )
        lines.append((name, compiled.code))
        shapes[name] = compiled.shape
    return _context_code(lines, result, shapes) if is_sound else NOTHING


def _context_code(
    lines: list[tuple[str, Code]], result: Compiled | None, shapes: dict[str, FeelType]
) -> Compiled:
    final = None if result is None else result.code

    def build(scope: FeelContext, session: Session) -> Value:
        inner = FeelContext(scope)
        values: dict[str, Value] = {}
        for name, code in lines:
            inner[name] = values[name] = code(inner, session)
        return values if final is None else final(inner, session)

    return Compiled(build, context_of(shapes) if result is None else result.shape)


def _list(desk: Desk, box: s.BoxedList, names: Names) -> Compiled:
    items = [compile_box(desk, each, names) for each in box.items]
    codes = [each.code for each in items]
    shapes = {each.shape for each in items}
    return Compiled(
        lambda scope, session: session.sized([code(scope, session) for code in codes]),
        list_of(shapes.pop() if len(shapes) == 1 else ANY),
    )


def _relation(desk: Desk, box: s.Relation, names: Names) -> Compiled:
    types = [desk.type_of(column.type_ref, box) for column in box.columns]
    keys = [column.name for column in box.columns]
    rows: list[list[tuple[str, Code]]] = []
    for row in box.rows:
        cells = [
            typed(compile_box(desk, cell, names), kind, desk.place(box.id), f"'{key}'").code
            for key, kind, cell in zip(keys, types, row, strict=False)
        ]
        rows.append(list(zip(keys, cells, strict=False)))

    def build(scope: FeelContext, session: Session) -> Value:
        return session.sized([{key: code(scope, session) for key, code in row} for row in rows])

    return Compiled(
        build, list_of(context_of({key: each.feel for key, each in zip(keys, types, strict=True)}))
    )


def _conditional(desk: Desk, box: s.Conditional, names: Names) -> Compiled:
    condition = compile_box(desk, box.condition, names).code
    then, otherwise = compile_box(desk, box.then, names), compile_box(desk, box.otherwise, names)
    yes, no, place = then.code, otherwise.code, desk.place(box.id)

    def choose(scope: FeelContext, session: Session) -> Value:
        held = condition(scope, session)
        if held is True:
            return yes(scope, session)
        if held is not False and held is not None:
            return no_condition(session, place, held)
        return no(scope, session)

    return Compiled(choose, then.shape if then.shape == otherwise.shape else ANY)


def no_condition(session: Session, place: Place, value: Value) -> None:
    """Record that something which should be true or false is neither."""
    session.trouble(
        place,
        "condition",
        f"The condition should be true or false and is a {kind_of(value)}, so the result is null",
        f"条件应为 true 或 false，实际为 {kind_of(value)}，结果为 null",
    )


def _filter(desk: Desk, box: s.BoxedFilter, names: Names) -> Compiled:
    source = compile_box(desk, box.source, names)
    element = (source.shape.element or ANY) if source.shape.kind == "list" else ANY
    inner = names.with_names(
        {**dict(element.entries or ()), "item": element}, open_ended=element.entries is None
    )
    condition = compile_box(desk, box.condition, inner)
    code, test, place = source.code, condition.code, desk.place(box.id)

    def select(scope: FeelContext, session: Session) -> Value:
        items = code(scope, session)
        if items is None:
            return None
        kept: list[Value] = []
        items = items if type(items) is list else [items]
        for each in items:
            session.charge(1)
            inside = FeelContext(scope)
            if type(each) is dict:
                inside.update(each)
            if not (type(each) is dict and "item" in each):
                inside["item"] = each
            held = test(inside, session)
            if held is True:
                kept.append(each)
            elif type(held) is Decimal:
                return _nth(items, held)
            elif held is not False and held is not None:
                return no_condition(session, place, held)
        return kept

    return Compiled(select, element if condition.shape == NUMBER else list_of(element))


def _nth(items: list[Value], position: Decimal) -> Value:
    """``list[n]`` counted from 1, from the end where negative."""
    index = int(position)
    if index != position or not index or abs(index) > len(items):
        return None
    return items[index - 1 if index > 0 else index]


def _iterator(desk: Desk, box: s.BoxedIterator, names: Names) -> Compiled:
    source = compile_box(desk, box.source, names)
    element = (source.shape.element or ANY) if source.shape.kind in ("list", "range") else ANY
    more = {box.variable: element}
    if box.kind == "for":
        more["partial"] = list_of(ANY)
    body = compile_box(desk, box.body, names.with_names(more))
    place = desk.place(box.id)
    if box.kind == "for":
        return Compiled(looped(source.code, box.variable, body.code, place), list_of(body.shape))
    quantifier = some if box.kind == "some" else every
    return Compiled(quantifier(source.code, box.variable, body.code, place), FeelType("boolean"))


def _function(desk: Desk, box: s.FunctionDefinition, names: Names) -> Compiled:
    return compile_function(desk, box, names, compile_box)


def _invocation(desk: Desk, box: s.Invocation, names: Names) -> Compiled:
    return compile_invocation(desk, box, names, compile_box)


_COMPILERS: dict[type[s.Expression], Callable[[Desk, Any, Names], Compiled]] = {
    s.LiteralExpression: _literal,
    s.BoxedContext: _context,
    s.BoxedList: _list,
    s.Relation: _relation,
    s.Conditional: _conditional,
    s.BoxedFilter: _filter,
    s.BoxedIterator: _iterator,
    s.FunctionDefinition: _function,
    s.Invocation: _invocation,
    DecisionTable: compile_table,
}
