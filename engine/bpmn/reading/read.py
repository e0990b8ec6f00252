"""Read a draft of whatever tool: a tree that the execution core takes, and what had to be mended for it.

Lenient by intent: only XML that is unsafe, malformed or no BPMN at all is refused. Publishing is another
gate (``engine.bpmn.gate``) and looks at the original, because mending hides mistakes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.reading.document import settle_root
from engine.bpmn.reading.encodings import rescued, tidy
from engine.bpmn.reading.expressions import settle_expressions
from engine.bpmn.reading.flows import settle_flows
from engine.bpmn.reading.idle import note_idle
from engine.bpmn.reading.ids import settle_ids, settle_ids_together
from engine.bpmn.reading.ledger import Ledger
from engine.bpmn.reading.placeholders import note_placeholders
from engine.bpmn.reading.steps import settle_steps
from engine.bpmn.reading.vendors import settle_vendors
from engine.bpmn.reading.vocabulary import FLOW_NODES, children, kind
from engine.domain.xml import parse_xml
from engine.errors import XmlError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from engine.errors import Finding


_MENDED = {
    "text-before-xml": (
        "There was space or a second byte order mark before the XML began; it was skipped.",
        "XML 声明之前有多余空白或字节序标记，已忽略。",
    ),
    "control-characters": (
        "The file holds control characters that XML does not allow; they were left out.",
        "文件含有 XML 不允许的控制字符，已略去。",
    ),
    "text-around-xml": (
        "There was something before or after the diagram in the file; it was skipped.",
        "流程图前后有多余内容，已忽略。",
    ),
    "ampersands": (
        "The file has ampersands or entities that XML does not know; they were read as text. Save it with a modeler.",
        "文件含有 XML 无法识别的 & 或实体，已按文字读取。请用建模器重新保存。",
    ),
    "undeclared-prefix": (
        "The file uses namespace prefixes that it never declares; they were taken as what they usually mean.",
        "文件使用了未声明的命名空间前缀，已按通常含义处理。",
    ),
    "wrong-encoding": (
        "The file is written in another encoding than it says; it was read as that. Save it as UTF-8.",
        "文件的实际编码与声明不符，已按实际编码读取。请另存为 UTF-8。",
    ),
}


@dataclass(frozen=True, kw_only=True)
class ReadProcess:
    """A process of a file. ``is_empty``: a pool whose inside is not drawn (black box)."""

    process_id: str
    name: str
    is_executable: bool
    is_empty: bool


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A draft that was read: the root of the mended tree, and every change as a finding."""

    tree: _Element
    findings: tuple[Finding, ...]
    processes: tuple[ReadProcess, ...]
    exporter: str | None


def read(data: bytes, *, file: str, taken: set[str] | None = None) -> Reading:
    """Read a draft. ``taken`` as for ``read_tree``.

    Raises ``XmlError`` if it is unsafe, malformed, too large, or no BPMN.
    """
    tidied, mended = tidy(data)
    try:
        root = parse_xml(tidied)
    except XmlError:
        again, more = rescued(tidied)
        if not more:
            raise
        root, mended = parse_xml(again), mended + more
    ledger = Ledger(file)
    for rule in mended:
        ledger.repair(rule, root, *_MENDED[rule])
    return _read(root, ledger, taken)


def read_tree(root: _Element, *, file: str, taken: set[str] | None = None) -> Reading:
    """The same from a parsed tree, which is changed in place.

    ``taken`` are ids of files that run together with this one: what has one of them is renamed, and the ids
    of this file are added.
    """
    return _read(root, Ledger(file), taken)


def _read(root: _Element, ledger: Ledger, taken: set[str] | None = None) -> Reading:
    root = settle_root(root, ledger)
    settle_ids(root, ledger)
    if taken is not None:
        settle_ids_together(root, taken, ledger)
    settle_steps(root, ledger)
    settle_flows(root, ledger)
    settle_expressions(root, ledger)
    settle_vendors(root, ledger)
    note_placeholders(root, ledger)
    note_idle(root, ledger)
    return Reading(
        tree=root,
        findings=tuple(ledger.findings),
        processes=tuple(_process(element) for element in children(root, "process")),
        exporter=root.get("exporter"),
    )


def _process(element: _Element) -> ReadProcess:
    return ReadProcess(
        process_id=element.get("id", ""),
        name=element.get("name") or "",
        is_executable=element.get("isExecutable", "true") in {"true", "1"},
        is_empty=not any(kind(child) in FLOW_NODES for child in element),
    )
