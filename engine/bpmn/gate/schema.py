"""The XML schema of BPMN 2.0 (clause 15.3 and annexes): every violation of it, with its line.

The schema files are the OMG's (see ``NOTICE``); they lie beside this module and are read once, and a
schema location that a diagram names is never followed.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from engine.bpmn.gate.finding import identity
from engine.bpmn.reading.vocabulary import BPMNDI, DC, DI, MODEL, line
from engine.errors import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

_FOLDER = Path(__file__).parent / "xsd"
_LIMIT = 50


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(_FOLDER / "BPMN20.xsd")))


def schema_findings(root: _Element, file: str) -> Iterator[Finding]:
    """One finding per violation, at most 50; none for a valid tree."""
    schema = _schema()
    if schema.validate(root.getroottree()):
        return
    lines = _ids_by_line(root)
    for entry in islice(cast("Iterable[Any]", schema.error_log), _LIMIT):
        sentence = _readable(entry.message)
        yield Finding(
            rule="xml-schema",
            element_id=_at(root, entry.path) or lines.get(entry.line),
            message=f"{sentence} Open the file in the modeler and save it again, or mend this line by hand.",
            message_zh=f"不符合 BPMN 2.0 的 XML 模式：{sentence}请在建模器中打开并重新保存，或手工修改该行。",
            file=file,
            line=entry.line,
        )


def _at(root: _Element, path: str | None) -> str | None:
    """The id at the path that the validator gives, which uses the file's own prefixes."""
    if not path:
        return None
    prefixes = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        found = root.getroottree().xpath(path, namespaces=prefixes)
    except etree.XPathError:
        return None
    first = found[0] if isinstance(found, list) and found else None
    return identity(first) if etree.iselement(first) else None


def _ids_by_line(root: _Element) -> dict[int, str]:
    found: dict[int, str] = {}
    for element in root.iter("*"):
        name = identity(element)
        where = line(element)
        if name and where is not None:
            found.setdefault(where, name)
    return found


def _readable(message: str) -> str:
    """The validator's sentence with our prefixes instead of whole namespaces."""
    for namespace, prefix in ((MODEL, "bpmn:"), (BPMNDI, "bpmndi:"), (DC, "dc:"), (DI, "di:")):
        message = message.replace("{" + namespace + "}", prefix)
    return message.rstrip() + ("" if message.rstrip().endswith(".") else ".")
