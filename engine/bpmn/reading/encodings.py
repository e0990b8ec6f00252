"""Files that are almost XML: a wrong encoding label, space or a mark too many, a prefix never declared.

Everything here works on bytes before the one safe parser sees them, and that parser judges the result:
what it refuses stays refused.
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5

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
_HIGH = re.compile(rb"[\x80-\xff]+")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|\w{1,32};)?")
_LATE_DECLARATION = re.compile(r"<\?xml\s[^<>]{0,200}\?>")
_END = re.compile(r"</(?:[\w.-]+:)?definitions\s*>")
_DECLARED = re.compile(r"\sxmlns:([\w.-]+)\s*=")
_MOST_PREFIXES = 64
_CHARACTERS = ((0x9, 0xA), (0xD, 0xD), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
_RESCUED_SIZE = 1024 * 1024
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
    """The encoding that reads the bytes: as labelled, else UTF-8, GB 18030 (Chinese tools), Windows-1252.

    Chinese characters are pairs of high bytes, accented letters mostly single ones between plain letters.
    """
    wanted = "gb18030" if said in _CHINESE else said
    runs = _HIGH.findall(body)
    is_chinese = 2 * sum(len(run) % 2 == 0 for run in runs) >= len(runs)
    others = ("gb18030", "cp1252") if is_chinese else ("cp1252", "gb18030")
    for encoding in (wanted, "utf-8", *others):
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
    """A second try for what the parser refused, mending only what can mean one thing.

    Control characters go, undeclared prefixes are declared, ampersands and HTML's entities become text, and
    nothing stands before the root but comments or after it at all.
    """
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
    alone = _alone(clean)
    if alone != clean:
        mended.append("text-around-xml")
    clean = _AMPERSAND.sub(_as_text, alone)
    if clean != alone:
        mended.append("ampersands")
    whole = _declared(clean)
    if whole != clean:
        mended.append("undeclared-prefix")
    return whole.encode(), tuple(mended)


def _alone(text: str) -> str:
    """Only the root element: what follows its end goes, and a declaration that does not come first."""
    declaration = _LATE_DECLARATION.search(text)
    if declaration is not None and declaration.start() > 0:
        text = text[: declaration.start()] + text[declaration.end() :]
    text = text.lstrip("\u200b\u200c\ufeff \t\r\n")
    ends = list(_END.finditer(text))
    return text[: ends[0].end()] if len(ends) == 1 else text


def _as_text(found: re.Match[str]) -> str:
    """``&nbsp;`` as the character that HTML means, ``&#0;`` as nothing, a bare ampersand as one."""
    reference = found[1]
    if reference is None:
        return "&amp;"
    if reference.startswith("#"):
        number = int(reference[2:-1], 16) if reference[1] in "xX" else int(reference[1:-1])
        return found[0] if _is_character(number) else ""
    character = html5.get(reference)
    if character is None:
        return "&amp;" + reference
    return "".join(f"&#{ord(each)};" for each in character)


def _is_character(number: int) -> bool:
    """Whether XML 1.0 allows a code point (clause 2.2)."""
    return any(first <= number <= last for first, last in _CHARACTERS)


def _declared(text: str) -> str:
    """Every prefix that a tag uses is declared at the root, known ones as what they always mean."""
    tags = [_STRINGS.sub('""', tag[0]) for tag in _TAG.finditer(text)]
    used = {prefix for tag in tags for prefix in _PREFIX.findall(tag)} - {"xmlns", "xml"}
    missing = sorted(used - set(_DECLARED.findall(text)))
    root = _TAG.search(text)
    if not missing or root is None or len(missing) > _MOST_PREFIXES:
        return text
    declarations = "".join(
        f' xmlns:{prefix}="{_KNOWN.get(prefix, f"urn:undeclared:{prefix}")}"' for prefix in missing
    )
    end = root.end() - (2 if root[0].endswith("/>") else 1)
    return text[:end] + declarations + text[end:]
