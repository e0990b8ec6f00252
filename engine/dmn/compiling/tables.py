"""Compiling decision tables: input cells to tests, output cells to expressions (clause 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.compiling.core import NOTHING, Code, Compiled, Desk, Text, typed, unsuitable
from engine.dmn.compiling.hit_policies import Choice
from engine.dmn.compiling.literals import compile_tests, compile_text
from engine.dmn.compiling.overlaps import report_overlaps
from engine.dmn.compiling.table_evaluation import Column, Row, Table, Test, never
from engine.dmn.item_types import ANYTHING, ItemType
from engine.dmn.table_syntax import Aggregation, Cell, DecisionTable, TableInput, TableOutput, TableRule
from engine.feel.types import ANY, NUMBER, FeelType, context_of, list_of

if TYPE_CHECKING:
    from engine.dmn.scope import Names
    from engine.dmn.session import Place, Session
    from engine.feel import FeelContext, UnaryTests
    from engine.feel.values import Value

_ANYTHING_GOES = ("", "-")


def compile_table(desk: Desk, box: DecisionTable, names: Names) -> Compiled:
    """The closure of a decision table."""
    return _Compiler(desk, box, names).table()


class _Compiler:
    def __init__(self, desk: Desk, box: DecisionTable, names: Names) -> None:
        self.desk, self.box, self.names = desk, box, names
        self.types = tuple(desk.type_of(each.type_ref, box) for each in box.outputs)
        self.outputs = tuple(zip(box.outputs, self.types, strict=True))
        self.slots = 0
        self._same_cells: dict[tuple[int, str], UnaryTests] = {}
        self.keys = tuple(each.name or f"output {number}" for number, each in enumerate(box.outputs, 1))

    def table(self) -> Compiled:
        box, desk = self.box, self.desk
        self._check()
        report_overlaps(desk, box)
        columns = tuple(self._column(each) for each in box.inputs)
        rows = tuple(self._row(each, columns) for each in box.rules)
        table = Table(
            source=box,
            owner=desk.owner,
            owner_name=desk.title,
            slots=self.slots,
            place=desk.place(box.id),
            columns=columns,
            rows=rows,
            titles=tuple(each.label or each.name or desk.title for each in box.outputs),
            choose=Choice(box, self.keys, tuple(self._ranking(*each) for each in self.outputs)),
            defaults=self._defaults(),
        )
        return Compiled(table, self._shape())

    def _check(self) -> None:
        box = self.box
        if len(box.outputs) > 1 and not all(each.name for each in box.outputs):
            self.desk.report(
                "dmn-output-name",
                box.id,
                box.line,
                "A table with several output columns needs a name for each of them.",
                "有多个输出列的决策表，每列都须有名称。",
            )
        if box.aggregation is not None and not box.hit_policy.gives_list:
            self.desk.report(
                "dmn-aggregation",
                box.id,
                box.line,
                f"{box.aggregation.value} only goes with the hit policy COLLECT.",
                f"聚合 {box.aggregation.value} 只能与命中策略 COLLECT 一起使用。",
                severity="warning",
            )

    def _column(self, column: TableInput) -> Column:
        box, desk = self.box, self.desk
        identifier = column.id or box.id
        title = column.label or " ".join(column.text.split())
        place = desk.place(identifier, column.text)
        compiled = NOTHING
        if column.text.strip():
            compiled = compile_text(desk, Text(column.text, identifier, column.line), self.names)
        else:
            desk.report(
                "dmn-input-empty",
                identifier,
                column.line,
                "An input column has no expression. Write what its cells test.",
                "有输入列没有表达式，请写明其单元格所判断的内容。",
            )
        compiled = typed(compiled, desk.type_of(column.type_ref, box), place, f"'{title}'")
        allowed = None
        if column.allowed is not None:
            text = Text(column.allowed, identifier, column.line)
            allowed = compile_tests(desk, text, compiled.shape, self.names)
        return Column(title=title, code=compiled.code, allowed=allowed, place=place, shape=compiled.shape)

    def _row(self, rule: TableRule, columns: tuple[Column, ...]) -> Row:
        tests = tuple(
            self._test(index, column, cell, cell.id or rule.id)
            for index, (cell, column) in enumerate(zip(rule.inputs, columns, strict=False))
            if cell.text.strip() not in _ANYTHING_GOES
        )
        codes = tuple(
            self._output(cell, kind, cell.id or rule.id)
            for cell, kind in zip(rule.outputs, self.types, strict=False)
        )
        return Row(rule, tests, codes)

    def _test(self, index: int, column: Column, cell: Cell, identifier: str) -> Test:
        place = self.desk.place(identifier, cell.text)
        tests = self._same_cells.get((index, cell.text))
        if tests is None:
            findings = len(self.desk.findings)
            text = Text(cell.text, identifier, cell.line)
            tests = compile_tests(self.desk, text, column.shape, self.names)
            if tests is not None and len(self.desk.findings) == findings:
                self._same_cells[index, cell.text] = tests
        if tests is None:
            return Test(index, never, place)
        holds, slots = tests.bare
        self.slots = max(self.slots, slots)
        return Test(index, holds, place)

    def _output(self, cell: Cell, kind: ItemType, identifier: str | None) -> Code:
        if cell.text.strip() in _ANYTHING_GOES:
            return NOTHING.code
        compiled = compile_text(self.desk, Text(cell.text, identifier, cell.line), self.names)
        place = self.desk.place(identifier, cell.text)
        if self.box.hit_policy.gives_list and kind.feel.kind == "list":
            return _one_of_list(compiled.code, kind, place)
        return typed(compiled, kind, place, "The output").code

    def _ranking(self, output: TableOutput, kind: ItemType) -> Code | None:
        """The output values in their order of priority, as a list; from the type where the column gives none."""
        written = output.allowed or (kind.allowed.text if kind.allowed is not None else None)
        if written is None:
            return None
        return compile_text(self.desk, Text(f"[{written}]", output.id, output.line), self.names).code

    def _defaults(self) -> tuple[Code, ...] | None:
        if all(output.default is None for output, _ in self.outputs):
            return None
        return tuple(
            NOTHING.code
            if output.default is None
            else self._output(output.default, kind, output.default.id or output.id)
            for output, kind in self.outputs
        )

    def _shape(self) -> FeelType:
        policy, aggregation = self.box.hit_policy, self.box.aggregation
        if aggregation is Aggregation.COUNT and policy.gives_list:
            return NUMBER
        if len(self.keys) == 1:
            single = self.types[0].feel
            if policy.gives_list and single.kind == "list":
                single = single.element or ANY
        else:
            single = context_of({key: kind.feel for key, kind in zip(self.keys, self.types, strict=True)})
        return list_of(single) if policy.gives_list and aggregation is None else single


def _one_of_list(code: Code, kind: ItemType, place: Place) -> Code:
    """An output of a column with a list type, where the policy makes the list.

    Editors often write the type of the whole result on the column: the single value is then left as it is.
    """
    element = kind.element or ANYTHING

    def fitted(scope: FeelContext, session: Session) -> Value:
        value = code(scope, session)
        if kind.accepts(value, session) or element.accepts(value, session):
            return value
        return unsuitable(session, place, "The output", value, kind)

    return fitted
