"""Decision tables: input cells as tests, output cells as expressions, then the hit policy (clause 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.dmn.compiling.core import NOTHING, Code, Compiled, Desk, typed, unsuitable
from engine.dmn.compiling.hit_policies import Choice, Hit, chooser
from engine.dmn.compiling.literals import compile_tests, compile_text
from engine.dmn.item_types import ANYTHING, ItemType
from engine.dmn.session import MatchedRule, MatchedValue
from engine.dmn.table_syntax import Aggregation, Cell, DecisionTable, TableInput, TableOutput, TableRule
from engine.feel import UnaryTests
from engine.feel.types import ANY, NUMBER, FeelType, context_of, list_of

if TYPE_CHECKING:
    from engine.dmn.scope import Names
    from engine.dmn.session import Place, Session
    from engine.feel import FeelContext
    from engine.feel.values import Value

_REFUSED = object()
"""An input value that its column does not allow."""


@dataclass(frozen=True, slots=True)
class _Column:
    """An input column at work."""

    title: str
    code: Code
    allowed: UnaryTests | None
    place: Place
    shape: FeelType

    def value(self, scope: FeelContext, session: Session) -> Value:
        """The input value, or the mark of a value that is not allowed."""
        value = self.code(scope, session)
        if self.allowed is None or value is None or self.allowed(value, scope, run=session) is True:
            return value
        session.trouble(
            self.place,
            "input-values",
            f"The value of '{self.title}' is none of those that the table allows, so no rule is tried",
            f"“{self.title}”的值不在决策表允许的范围内，未匹配任何规则",
        )
        return _REFUSED


@dataclass(frozen=True, slots=True)
class _Row:
    """A rule at work: only the cells that test something, and the closures of its outputs."""

    rule: TableRule
    tests: tuple[tuple[int, UnaryTests, Place], ...]
    outputs: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """A compiled table."""

    source: DecisionTable
    owner: str
    place: Place
    columns: tuple[_Column, ...]
    rows: tuple[_Row, ...]
    titles: tuple[str, ...]
    choose: Choice
    defaults: tuple[Code, ...] | None

    def __call__(self, scope: FeelContext, session: Session) -> Value:
        values = [column.value(scope, session) for column in self.columns]
        if any(value is _REFUSED for value in values):
            return None
        hits = [self._hit(row, scope, session) for row in self._matching(values, scope, session)]
        if not hits and self.defaults is not None:
            return self.choose.default([code(scope, session) for code in self.defaults])
        value, counted = self.choose(session, self.place, hits)
        for hit in hits:
            session.matched.append(self._matched(hit, values, counted=hit in counted))
        return value

    def _matching(self, values: list[Value], scope: FeelContext, session: Session) -> list[_Row]:
        """The rules whose tests all hold; only as many as the hit policy looks at."""
        found: list[_Row] = []
        only_first = self.choose.only_first
        session.charge(1 + (len(self.rows) >> 4))
        for row in self.rows:
            for index, test, place in row.tests:
                session.place = place
                if test(values[index], scope, run=session) is not True:
                    break
            else:
                found.append(row)
                if only_first:
                    break
        return found

    def _hit(self, row: _Row, scope: FeelContext, session: Session) -> Hit:
        return Hit(row.rule, tuple([code(scope, session) for code in row.outputs]))

    def _matched(self, hit: Hit, values: list[Value], *, counted: bool) -> MatchedRule:
        rule = hit.rule
        return MatchedRule(
            decision_id=self.owner,
            table_id=self.source.id or self.owner,
            rule_id=rule.id,
            number=rule.number,
            inputs=tuple(
                MatchedValue(column.title, cell.text.strip(), value)
                for column, cell, value in zip(self.columns, rule.inputs, values, strict=False)
            ),
            outputs=tuple(
                MatchedValue(title, cell.text.strip(), value)
                for title, cell, value in zip(self.titles, rule.outputs, hit.values, strict=False)
            ),
            annotations=rule.annotations,
            counted=counted,
        )


def compile_table(desk: Desk, box: DecisionTable, names: Names) -> Compiled:
    """The closure of a decision table."""
    columns = tuple(_column(desk, box, each, names) for each in box.inputs)
    types = tuple(desk.type_of(each.type_ref, box) for each in box.outputs)
    outputs = tuple(zip(box.outputs, types, strict=True))
    rows = tuple(_row(desk, box, each, columns, outputs, names) for each in box.rules)
    keys = tuple(each.name or f"output {number}" for number, each in enumerate(box.outputs, 1))
    table = _Table(
        source=box,
        owner=desk.owner,
        place=desk.place(box.id),
        columns=columns,
        rows=rows,
        titles=tuple(each.label or each.name or desk.owner for each in box.outputs),
        choose=chooser(box, keys, tuple(_ranking(desk, each, kind, names) for each, kind in outputs)),
        defaults=_defaults(desk, box, outputs, names),
    )
    _check_columns(desk, box)
    return Compiled(table, _shape(box, keys, types))


def _check_columns(desk: Desk, box: DecisionTable) -> None:
    if len(box.outputs) > 1 and not all(each.name for each in box.outputs):
        desk.report(
            "dmn-output-name",
            box.id,
            box.line,
            "A table with several output columns needs a name for each of them.",
            "有多个输出列的决策表，每列都须有名称。",
        )
    if box.aggregation is not None and not box.hit_policy.gives_list:
        desk.report(
            "dmn-aggregation",
            box.id,
            box.line,
            f"{box.aggregation.value} only goes with the hit policy COLLECT.",
            f"聚合 {box.aggregation.value} 只能与命中策略 COLLECT 一起使用。",
            severity="warning",
        )


def _column(desk: Desk, box: DecisionTable, column: TableInput, names: Names) -> _Column:
    title = column.label or " ".join(column.text.split())
    place = desk.place(column.id or box.id, column.text)
    compiled = NOTHING
    if column.text.strip():
        compiled = compile_text(desk, column.text, names, column.id or box.id, column.line)
    else:
        desk.report(
            "dmn-input-empty",
            column.id or box.id,
            column.line,
            "An input column has no expression. Write what its cells test.",
            "有输入列没有表达式，请写明其单元格所判断的内容。",
        )
    compiled = typed(compiled, desk.type_of(column.type_ref, box), place, f"'{title}'")
    allowed = None
    if column.allowed is not None:
        allowed = compile_tests(desk, column.allowed, compiled.shape, names, column.id or box.id, column.line)
    return _Column(title, compiled.code, allowed, place, compiled.shape)


def _row(
    desk: Desk,
    box: DecisionTable,
    rule: TableRule,
    columns: tuple[_Column, ...],
    outputs: tuple[tuple[TableOutput, ItemType], ...],
    names: Names,
) -> _Row:
    tests: list[tuple[int, UnaryTests, Place]] = []
    for index, (cell, column) in enumerate(zip(rule.inputs, columns, strict=False)):
        if cell.text.strip() in ("", "-"):
            continue
        identifier = cell.id or rule.id
        test = compile_tests(desk, cell.text, column.shape, names, identifier, cell.line)
        if test is None:
            test = _never(desk, names)
        tests.append((index, test, desk.place(identifier, cell.text)))
    codes = tuple(
        _output(desk, box, cell, kind, names, cell.id or rule.id)
        for cell, (_, kind) in zip(rule.outputs, outputs, strict=False)
    )
    return _Row(rule, tuple(tests), codes)


def _never(desk: Desk, names: Names) -> UnaryTests:
    """Stands for a cell that cannot be read: its rule never matches."""
    return UnaryTests("? != ?", names.vocabulary, names.functions, desk.budget)


def _output(
    desk: Desk, box: DecisionTable, cell: Cell, kind: ItemType, names: Names, identifier: str | None
) -> Code:
    if cell.text.strip() in ("", "-"):
        return NOTHING.code
    compiled = compile_text(desk, cell.text, names, identifier, cell.line)
    return _fitted_output(compiled, kind, box, desk.place(identifier, cell.text)).code


def _fitted_output(compiled: Compiled, kind: ItemType, box: DecisionTable, place: Place) -> Compiled:
    """The value as its column wants it.

    Where the policy collects a list, editors often write the type of that list on the column; then the
    single value is left as it is.
    """
    if not (box.hit_policy.gives_list and kind.feel.kind == "list"):
        return typed(compiled, kind, place, "The output")
    code, element = compiled.code, kind.element or ANYTHING

    def fitted(scope: FeelContext, session: Session) -> Value:
        value = code(scope, session)
        if kind.accepts(value, session) or element.accepts(value, session):
            return value
        return unsuitable(session, place, "The output", value, kind)

    return Compiled(fitted, compiled.shape)


def _ranking(desk: Desk, output: TableOutput, kind: ItemType, names: Names) -> Code | None:
    """The output values in their order of priority, as a list; from the type where the column gives none."""
    written = output.allowed or (kind.allowed.text if kind.allowed is not None else None)
    if written is None:
        return None
    return compile_text(desk, f"[{written}]", names, output.id, output.line).code


def _defaults(
    desk: Desk, box: DecisionTable, outputs: tuple[tuple[TableOutput, ItemType], ...], names: Names
) -> tuple[Code, ...] | None:
    if all(output.default is None for output, _ in outputs):
        return None
    return tuple(
        NOTHING.code
        if output.default is None
        else _output(desk, box, output.default, kind, names, output.default.id or output.id)
        for output, kind in outputs
    )


def _shape(box: DecisionTable, keys: tuple[str, ...], types: tuple[ItemType, ...]) -> FeelType:
    if box.aggregation is Aggregation.COUNT:
        return NUMBER
    if len(keys) == 1:
        single = types[0].feel
        if box.hit_policy.gives_list and single.kind == "list":
            single = single.element or ANY
    else:
        single = context_of({key: kind.feel for key, kind in zip(keys, types, strict=True)})
    return list_of(single) if box.hit_policy.gives_list and box.aggregation is None else single
