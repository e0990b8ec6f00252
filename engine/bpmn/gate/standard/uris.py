"""Addresses and formats: URIs that are URIs, media types that are media types.

Sources: the ``anyURI`` attributes of ``Semantic.xsd``; tables 8.1 (Definitions), 8.2 (Import), 8.54
(FormalExpression), 10.23 (Transaction.method), 10.21 (ScriptTask: scriptFormat is a MIME type and is
given where there is a script), 8.22 (TextAnnotation.textFormat).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import child, text
from engine.bpmn.gate.finding import name_of, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

_ESCAPE = r"(?:%[0-9A-Fa-f]{2})"
_URI = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=-]|[^\x00-\x7f]|{_ESCAPE})*"
    rf"(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|[^\x00-\x7f]|{_ESCAPE})*)?"
)
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:\s*;\s*[^;]+)*")
_WORDS = frozenset({"##unspecified", "##WebService", "##Compensate", "##Image", "##Store"})

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "definitions": ("targetNamespace", "expressionLanguage", "typeLanguage"),
    "import": ("namespace", "importType"),
    "formalExpression": ("language",),
    "transaction": ("method",),
    "serviceTask": ("implementation",),
    "sendTask": ("implementation",),
    "receiveTask": ("implementation",),
    "userTask": ("implementation",),
    "businessRuleTask": ("implementation",),
    "globalUserTask": ("implementation",),
    "globalBusinessRuleTask": ("implementation",),
}


def uris_are_uris(diagram: Diagram) -> Iterator[Finding]:
    """Every attribute of type anyURI is one (RFC 3986; other letters are allowed as in RFC 3987)."""
    for element in diagram.root.iter("*"):
        names = ATTRIBUTES.get(element.tag.rpartition("}")[2], ())
        attributes = (*names, "language") if element.get("language") and "language" not in names else names
        for attribute in attributes:
            value = element.get(attribute)
            if value is None or value in _WORDS or _URI.fullmatch(value.strip()):
                continue
            yield problem(
                "invalid-uri",
                element,
                f"{attribute} of {name_of(element)} is '{value}', which is not a URI. Correct it, or leave the "
                "attribute out.",
                f"{attribute} 的值“{value}”不是合法的 URI，请更正或删除该属性。",
            )


def transaction_methods_are_known(diagram: Diagram) -> Iterator[Finding]:
    """Transaction.method is ##Compensate, ##Image, ##Store or an absolute URI (table 10.24)."""
    for element in diagram.every("transaction"):
        method = element.get("method")
        if method is None or method in _WORDS or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", method):
            continue
        yield problem(
            "transaction-method",
            element,
            f"The transaction's method '{method}' is neither ##Compensate, ##Image nor ##Store nor a URI. "
            "Use ##Compensate.",
            f"事务的 method“{method}”无效，应为 ##Compensate、##Image、##Store 或 URI。",
        )


def formats_are_media_types(diagram: Diagram) -> Iterator[Finding]:
    """``scriptFormat`` and textFormat are media types; a script says its format (tables 10.21, 8.22)."""
    for element in diagram.every("scriptTask", "globalScriptTask"):
        attribute = "scriptFormat" if element.tag.endswith("scriptTask") else "scriptLanguage"
        value = element.get(attribute)
        if value is None:
            if text(child(element, "script")):
                yield problem(
                    "script-format-missing",
                    element,
                    f"The script of '{element.get('id')}' does not say its language. "
                    f'Set {attribute}="application/feel".',
                    f'脚本任务“{element.get("id")}”未注明脚本格式，请设置 {attribute}="application/feel"。',
                )
        elif not _MEDIA_TYPE.fullmatch(value.strip()):
            yield _not_a_media_type(element, attribute, value)
    for element in diagram.every("textAnnotation"):
        value = element.get("textFormat")
        if value is not None and not _MEDIA_TYPE.fullmatch(value.strip()):
            yield _not_a_media_type(element, "textFormat", value)
    for element in diagram.every("documentation"):
        value = element.get("textFormat")
        if value is not None and not _MEDIA_TYPE.fullmatch(value.strip()):
            yield _not_a_media_type(element, "textFormat", value)


def _not_a_media_type(element: object, attribute: str, value: str) -> Finding:
    return problem(
        "invalid-media-type",
        element,  # type: ignore[arg-type]
        f"{attribute} is '{value}', which is not a media type such as application/feel or text/plain.",
        f"{attribute} 的值“{value}”不是媒体类型（如 application/feel、text/plain）。",
    )


RULES = (uris_are_uris, transaction_methods_are_known, formats_are_media_types)
