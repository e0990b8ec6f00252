"""Small readers over the XML of a diagram: standard elements, and what vendors' tools add to them.

Extensions are found by local name whatever the vendor's namespace (spiffworkflow, camunda, zeebe, flowable,
activiti, operaton use the same words for the same things).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_PREFIX = f"{{{BPMN}}}"

Xml = Any
"""An lxml element."""


def local(node: Xml) -> str:
    """The local name of an element; empty for comments and processing instructions."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def is_bpmn(node: Xml) -> bool:
    """Whether an element belongs to BPMN itself."""
    return isinstance(node.tag, str) and node.tag.startswith(_PREFIX)


def children(node: Xml, *names: str) -> Iterator[Xml]:
    """BPMN children with one of these local names, in order."""
    for child in node:
        if is_bpmn(child) and child.tag[len(_PREFIX) :] in names:
            yield child


def child(node: Xml, *names: str) -> Xml | None:
    """The first of these children."""
    return next(children(node, *names), None)


def text_of(node: Xml | None) -> str | None:
    """The text of an element, CDATA included, comments left out; None where it is empty."""
    if node is None:
        return None
    text = node.text or ""
    for each in node:
        inside = "".join(each.itertext()) if isinstance(each.tag, str) else ""
        text += inside + (each.tail or "")
    return text.strip() or None


def child_text(node: Xml, name: str) -> str | None:
    """The text of the first child of this name."""
    return text_of(child(node, name))


def documentation(node: Xml) -> str | None:
    """The documentation of an element."""
    return child_text(node, "documentation")


def extensions(node: Xml, *names: str) -> Iterator[Xml]:
    """Extension elements with one of these local names, at any depth below ``extensionElements``."""
    for holder in children(node, "extensionElements"):
        for found in holder.iter():
            if found is not holder and local(found) in names and not is_bpmn(found):
                yield found


def extension(node: Xml, *names: str) -> Xml | None:
    """The first of these extension elements."""
    return next(extensions(node, *names), None)


def extension_text(node: Xml, *names: str) -> str | None:
    """The text of the first of these extension elements."""
    return text_of(extension(node, *names))


def vendor(node: Xml, *names: str) -> str | None:
    """A vendor's attribute (in any namespace but BPMN's), by local name."""
    for key, value in node.attrib.items():
        if key.startswith("{") and not key.startswith(_PREFIX) and key.rpartition("}")[2] in names:
            return str(value)
    return None


def properties(node: Xml) -> dict[str, str]:
    """``spiffworkflow:properties`` and their like of other vendors."""
    found: dict[str, str] = {}
    for holder in extensions(node, "properties"):
        for each in holder:
            name = each.get("name") if local(each) == "property" else None
            if name is not None:
                found[name] = each.get("value") or ""
    return found


def flag(node: Xml, name: str, *, default: bool = False) -> bool:
    """A boolean attribute."""
    value = node.get(name)
    return default if value is None else value.strip().lower() in ("true", "1")


def reference(name: str | None) -> str | None:
    """A reference without its prefix (a QName such as ``tns:message_1``)."""
    return None if not name else name.strip().rpartition(":")[2] or None
