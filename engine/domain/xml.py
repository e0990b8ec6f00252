"""The one parser for every XML that comes in: diagrams, decisions, upload previews.

No entities, no DTD, no network, and limits that are checked before a tree is built. What is refused is
refused within milliseconds and without quoting anything that an entity would have read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from engine.errors import XmlError

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, kw_only=True)
class XmlLimits:
    """Limits of one document: ``size`` in bytes, ``depth`` in nested elements, ``attributes`` per element.

    ``tag`` is the length of one start tag in bytes (an icon as data URL fits), ``namespaces`` the number of
    declarations in the whole document: both are cheap to count and dear to parse.
    """

    size: int = 5 * 1024 * 1024
    depth: int = 256
    attributes: int = 256
    tag: int = 256 * 1024
    namespaces: int = 20_000


DEFAULT_LIMITS = XmlLimits()
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class _RefusedError(Exception):
    """Ends a parse from inside the target."""

    def __init__(self, error: XmlError) -> None:
        super().__init__(error.message)
        self.error = error


class _Guard:
    """A parser target that counts depth and attributes and builds nothing."""

    def __init__(self, limits: XmlLimits) -> None:
        self._limits = limits
        self._depth = 0

    def start(self, _tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise _RefusedError(
                XmlError(
                    f"The XML is nested deeper than {self._limits.depth} elements. Send a flatter document.",
                    f"XML 嵌套超过 {self._limits.depth} 层，请提交层级更少的文件。",
                )
            )
        if len(attributes) > self._limits.attributes:
            raise _RefusedError(
                XmlError(
                    f"An element has more than {self._limits.attributes} attributes.",
                    f"有元素的属性超过 {self._limits.attributes} 个。",
                )
            )

    def end(self, _tag: str) -> None:
        self._depth -= 1

    def close(self) -> None:
        """Nothing was built."""


def _parser(**more: object) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        **more,  # type: ignore[arg-type]
    )


def _check_text(data: bytes, limits: XmlLimits) -> None:
    """What can be refused without parsing."""
    text = data.replace(b"\x00", b"") if data.startswith(_UTF16) else data
    if _DOCTYPE.search(text) is not None:
        raise _doctype_error()
    if text.count(b"xmlns") > limits.namespaces:
        raise XmlError(
            f"The XML declares more than {limits.namespaces:,} namespaces. Declare each once, at the root.",
            f"XML 的命名空间声明超过 {limits.namespaces:,} 个，请在根元素统一声明。",
        )
    if re.search(rb"<[^!<>][^<>]{%d}" % limits.tag, text) is not None:
        raise XmlError(
            f"The XML has a tag of more than {limits.tag:,} bytes. Shorten its attributes.",
            f"XML 中有标签超过 {limits.tag:,} 字节，请缩短其属性。",
        )


def _doctype_error() -> XmlError:
    return XmlError(
        "The XML declares a document type or an entity. Remove the <!DOCTYPE …> and send it again.",
        "XML 中含有文档类型或实体声明，请删除 <!DOCTYPE …> 后重新提交。",
    )


def parse_xml(data: bytes, *, limits: XmlLimits = DEFAULT_LIMITS) -> _Element:
    """The root element of a document.

    Raises:
        XmlError: malformed, too large, too deep, or with a document type; says which, and where.
    """
    if len(data) > limits.size:
        raise XmlError(
            f"The XML has {len(data):,} bytes; at most {limits.size:,} are accepted.",
            f"XML 大小为 {len(data):,} 字节，上限为 {limits.size:,} 字节。",
        )
    _check_text(data, limits)
    try:
        etree.fromstring(data, _parser(target=_Guard(limits)))
        root = etree.fromstring(data, _parser())
    except _RefusedError as refused:
        raise refused.error from None
    except (etree.XMLSyntaxError, ValueError) as error:
        line, column = getattr(error, "position", (0, 0))
        where = f" at line {line}, column {column}" if line else ""
        raise XmlError(
            f"This is no well-formed XML{where}. Open it in an editor, mend it and send it again.",
            f"XML 格式有误{f'（第 {line} 行第 {column} 列）' if line else ''}，请更正后重新提交。",
        ) from None
    if (
        root.getroottree().docinfo.internalDTD is not None
    ):  # written in an encoding that the scan above cannot read
        raise _doctype_error()
    return root
