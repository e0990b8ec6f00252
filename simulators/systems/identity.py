"""nat-idauth 统一身份认证: is this name really the holder of this document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulators.arguments import Arguments
    from simulators.registers import Record, Registers


def verify(registers: Registers, arguments: Arguments) -> Record:
    """``{name, idType, idNo}`` → ``{verified, level}``; level 3 is real name with face, 0 is unknown."""
    name = arguments.text("name")
    arguments.text("idType")
    person = registers.person(arguments.text("idNo"))
    if person is None or _bare(person["name"]) != _bare(name):
        return {"verified": False, "level": 0}
    return {"verified": True, "level": 3, **person.get("identity", {})}


def _bare(name: str) -> str:
    """A name without what people type differently: kinds of middle dot, blanks, letter case."""
    for dot in "•‧・．.":
        name = name.replace(dot, "·")
    return "".join(name.split()).casefold()
