"""DMN 1.1 to 1.5: decisions, tables, services and knowledge models on top of :mod:`engine.feel`.

    >>> model = read(data)
    >>> model.decide("verdict", {"age": 20}).value
    'ACCEPT'

A model is read and checked once (everything wrong with it in one refusal) and asked many times. Nothing in it can
run code, read a file or a clock: functions, calendar and time come from the caller, costs are bounded by a budget.
"""

from engine.dmn.model import Decided, Invocable, Model
from engine.dmn.reader import read
from engine.dmn.rendering import TableRow, TableView, view
from engine.dmn.session import DecisionProblem, EvaluatedTable, MatchedRule, MatchedValue

__all__ = [
    "Decided",
    "DecisionProblem",
    "EvaluatedTable",
    "Invocable",
    "MatchedRule",
    "MatchedValue",
    "Model",
    "TableRow",
    "TableView",
    "read",
    "view",
]
