"""What a diagram leans on and does not contain: forms, roles, variables, decisions, other diagrams."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram

ROLES = frozenset({"applicant", "acceptance", "handling", "cooperating", "system"})


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Known from outside a file. None means that nobody told, so that nothing can be said against it.

    ``forms`` are form keys with the names of their fields (None: fields unknown); ``variables`` the names
    of case data that are there from the start or come from forms, answers and messages; ``messages`` names
    of messages that come from outside or go there; ``decisions`` the ids and names of the decisions in the
    files, with the data they ask for; ``processes`` every process and global task of the files with its
    diagram; ``written`` remembers what each of these writes, once that was gathered.
    """

    forms: Mapping[str, Collection[str] | None] | None = None
    roles: Collection[str] = ROLES
    variables: Collection[str] | None = None
    messages: Collection[str] | None = None
    decisions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    processes: Mapping[str, tuple[Diagram, _Element]] = field(default_factory=dict)
    written: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def fields(self, form: str) -> Collection[str] | None:
        """The fields of a form, where they are known."""
        return None if self.forms is None else self.forms.get(form)
