"""The root of a BPMN file: in the right namespace, whatever release of whatever tool wrote it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from engine.bpmn.reading.vocabulary import BPMNDI, DC, DI, MODEL, local
from engine.errors import XmlError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from engine.bpmn.reading.ledger import Ledger

# drafts of the standard and slips of tools that mean the same namespaces
_OLD = {
    "http://schema.omg.org/spec/BPMN/2.0": MODEL,
    "http://www.omg.org/bpmn20": MODEL,
    "http://www.omg.org/spec/BPMN/2.0": MODEL,
    "http://www.omg.org/spec/BPMN/20100524": MODEL,
    "http://www.omg.org/spec/BPMN/20100501": MODEL,
    "http://bpmndi.org": BPMNDI,
    "http://schema.omg.org/spec/BPMNDI/1.0.0": BPMNDI,
    "http://www.omg.org/spec/BPMN/20100501/DI": BPMNDI,
    "http://www.omg.org/spec/DD/20100501/DC": DC,
    "http://www.omg.org/spec/DD/20100501/DI": DI,
}
_STANDARD = frozenset({MODEL, BPMNDI, DC, DI})
_ADVICE = "Save it as BPMN 2.0 XML (.bpmn) and try again."
_ADVICE_ZH = "请另存为 BPMN 2.0 XML（.bpmn）后重试。"


def settle_root(root: _Element, ledger: Ledger) -> _Element:
    """The ``definitions`` with old namespaces brought to the standard's, also from inside an envelope.

    Raises ``XmlError`` for a document that is no BPMN at all.
    """
    _rename_namespaces(root, ledger)
    if root.tag == f"{{{MODEL}}}definitions":
        return root
    if root.tag == "definitions":
        _adopt(root, ledger)
        return root
    wrapped = list(root.iter(f"{{{MODEL}}}definitions"))
    if len(wrapped) == 1:
        ledger.repair(
            "wrapped",
            wrapped[0],
            f"The diagram lies inside '{local(root)}'; only the diagram was read. Save it alone.",
            f"流程图位于“{local(root)}”内，仅读取了流程图。请单独保存。",
        )
        return wrapped[0]
    raise XmlError(
        f"This is no BPMN file: its root element is '{local(root)}', not 'definitions' of BPMN 2.0. {_ADVICE}",
        f"这不是 BPMN 文件：根元素是“{local(root)}”，而不是 BPMN 2.0 的 definitions。{_ADVICE_ZH}",
    )


def _rename_namespaces(root: _Element, ledger: Ledger) -> None:
    seen: dict[str, str] = {}
    for element in root.iter("*"):
        namespace, brace, name = element.tag[1:].rpartition("}")
        meant = _meant(namespace) if brace else namespace
        if meant != namespace:
            seen[namespace] = meant
            element.tag = f"{{{meant}}}{name}"
    for namespace, meant in sorted(seen.items()):
        ledger.repair(
            "old-namespace",
            root,
            f"The file uses '{namespace}'; it was read as '{meant}'.",
            f"文件使用旧命名空间“{namespace}”，已按“{meant}”读取。",
        )


@cache
def _meant(namespace: str) -> str:
    """The standard's namespace for an old one, or for one with a slash or an s too many."""
    tidy = namespace.rstrip("/").replace("https://", "http://", 1)
    return _OLD.get(tidy, tidy if tidy in _STANDARD else namespace)


def _adopt(root: _Element, ledger: Ledger) -> None:
    """Elements without any namespace are taken as BPMN's."""
    for element in root.iter("*"):
        if not element.tag.startswith("{"):
            element.tag = f"{{{MODEL}}}{element.tag}"
    ledger.repair(
        "no-namespace",
        root,
        "The file does not declare the BPMN namespace; its elements were read as BPMN 2.0.",
        "文件未声明 BPMN 命名空间，已按 BPMN 2.0 读取。",
    )
