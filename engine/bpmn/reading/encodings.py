"""Files that are almost XML: a wrong encoding label, space or a mark too many, a prefix never declared.

Everything here works on bytes before the one safe parser sees them, and that parser judges the result:
what it refuses stays refused.
"""

from __future__ import annotations

import codecs
import re

from engine.bpmn.reading.vocabulary import BPMNDI, DC, DI, MODEL, SPIFF, XSI
from engine.domain.xml import DEFAULT_LIMITS

_DECLARATION = re.compile(rb"<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "cp936", "euc-cn", "gb_2312-80"})
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TAG = re.compile(r"<[^!?/][^<>]*>")
_STRINGS = re.compile(r"\"[^\"]*\"|'[^']*'")
_PREFIX = re.compile(r"(?:^<|\s)([A-Za-z_][\w.-]*):[A-Za-z_]")
_RESCUED_SIZE = 256 * 1024
_KNOWN = {
    "xsi": XSI,
    "bpmn": MODEL,
    "bpmn2": MODEL,
    "bpmndi": BPMNDI,
    "dc": DC,
    "omgdc": DC,
    "di": DI,
    "omgdi": DI,
    "spiffworkflow": SPIFF,
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
    "flowable": "http://flowable.org/bpmn",
    "activiti": "http://activiti.org/bpmn",
    "drools": "http://www.jboss.org/drools",
    "xsd": "http://www.w3.org/2001/XMLSchema",
}


def tidy(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The same document in an encoding that its label tells, and the rules of what was mended."""
    if len(data) > DEFAULT_LIMITS.size:
        return data, ()
    start = data.lstrip(_MARK + b" \t\r\n")
    mended: list[str] = []
    if start.startswith(b"<") and start != data and data != _MARK + start:
        data = start
        mended.append("text-before-xml")
    if data.startswith(_WIDE_MARKS) or data[:4].count(0) or not start.startswith(b"<"):
        return data, tuple(mended)
    body = data.removeprefix(_MARK)
    declaration = _DECLARATION.match(body)
    said = "utf-8" if declaration is None else _said(declaration[0])
    rest = body if declaration is None else body[declaration.end() :]
    encoding = _fitting(rest, said)
    if encoding != said:
        mended.append("wrong-encoding")
    if encoding != said or encoding in _CHINESE:
        data = _labelled(rest.decode(encoding, errors="replace"))
    return data, tuple(mended)


def _said(declaration: bytes) -> str:
    found = _ENCODING.search(declaration)
    return "utf-8" if found is None else found[1].decode("ascii").lower()


def _fitting(body: bytes, said: str) -> str:
    """The encoding that reads the bytes: as labelled, else UTF-8, GB 18030 (Chinese tools), Windows-1252."""
    wanted = "gb18030" if said in _CHINESE else said
    for encoding in (wanted, "utf-8", "gb18030", "cp1252"):
        if encoding.startswith(("utf-16", "utf-32", "ucs", "utf16", "utf32", "iso-10646")):
            continue  # one byte for each character cannot be that
        try:
            codecs.lookup(encoding)
            body.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
        return said if encoding == wanted else encoding
    return "latin-1"


def _labelled(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>' + text.encode()


def rescued(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """A second try for what the parser refused: control characters out, undeclared prefixes declared."""
    if len(data) > _RESCUED_SIZE:
        return data, ()
    try:
        text = data.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError:
        return data, ()
    mended: list[str] = []
    clean = _CONTROLS.sub("", text)
    if clean != text:
        mended.append("control-characters")
    whole = _declared(clean)
    if whole != clean:
        mended.append("undeclared-prefix")
    return whole.encode(), tuple(mended)


def _declared(text: str) -> str:
    """Every prefix that a tag uses is declared at the root, known ones as what they always mean."""
    tags = [_STRINGS.sub('""', tag[0]) for tag in _TAG.finditer(text)]
    used = {prefix for tag in tags for prefix in _PREFIX.findall(tag)} - {"xmlns", "xml"}
    missing = sorted(prefix for prefix in used if not re.search(rf"\sxmlns:{re.escape(prefix)}\s*=", text))
    root = _TAG.search(text)
    if not missing or root is None:
        return text
    declarations = "".join(
        f' xmlns:{prefix}="{_KNOWN.get(prefix, f"urn:undeclared:{prefix}")}"' for prefix in missing
    )
    end = root.end() - (2 if root[0].endswith("/>") else 1)
    return text[:end] + declarations + text[end:]
