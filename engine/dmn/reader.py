"""Reading models: one file or several that import each other, refused with everything that is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.assembly import Assembly
from engine.dmn.linking import link
from engine.dmn.model import Model
from engine.dmn.reading.definitions import read_definitions
from engine.errors import DefinitionRefusedError, Finding
from engine.feel import DEFAULT_BUDGET, GOVERNMENT_FUNCTIONS, Budget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.dmn.linking import Unit
    from engine.dmn.syntax import Definitions
    from engine.feel.library import Functions

_ONLY = "decision.dmn"


def read(
    files: bytes | Mapping[str, bytes],
    *,
    main: str | None = None,
    draft: bool = False,
    functions: Functions = GOVERNMENT_FUNCTIONS,
    budget: Budget = DEFAULT_BUDGET,
) -> Model:
    """The model of a DMN file, or of several by name.

    ``main`` is the file whose decisions are asked; files that it does not import are left out. Without it that is
    the first one that no other imports. A ``draft`` is never refused for what its elements say: a part that cannot
    work is null with its reason, and ``Model.findings`` lists what would have to be mended.

    Raises:
        XmlError: a file is no XML that is accepted.
        DefinitionRefusedError: it is no DMN, or (unless a draft) it has errors; with all findings.
    """
    given = {_ONLY: files} if isinstance(files, bytes) else dict(files)
    findings: list[Finding] = []
    definitions: list[Definitions] = []
    for name, data in given.items():
        read_file, found = read_definitions(data, name)
        definitions.append(read_file)
        findings += found
    units = link(definitions, findings)
    chosen = units[main] if main is not None else _first(units)
    assembly = Assembly(
        chosen.reachable() if main is not None else units.values(), functions, budget, findings
    )
    graph = assembly.build()
    if main is not None:
        names = {unit.definitions.file for unit in chosen.reachable()}
        findings = [each for each in findings if each.file in names]
    if not draft and any(each.severity == "error" for each in findings):
        raise DefinitionRefusedError(
            name=chosen.definitions.file, findings=sorted(findings, key=lambda each: each.severity != "error")
        )
    return Model(chosen, graph, assembly.functions_of_model, tuple(findings), budget)


def _first(units: Mapping[str, Unit]) -> Unit:
    imported = {id(other) for unit in units.values() for other in (*unit.imports.values(), *unit.nameless)}
    roots = [unit for unit in units.values() if id(unit) not in imported]
    return (roots or list(units.values()))[0]
