"""One file while it is read: access to its elements whatever the version of DMN, and the findings met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MODEL_NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
"""Namespaces of the model schema by version."""


def local_name(element: _Element) -> str | None:
    """The element's name without namespace; None for comments and elements of other vocabularies."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return None
    namespace, _, local = tag[1:].partition("}")
    return local if namespace in MODEL_NAMESPACES else None


def children(element: _Element, *names: str) -> Iterator[_Element]:
    """The direct children with one of these names, in the order of the file."""
    for child in element:
        if local_name(child) in names:
            yield child


def child(element: _Element, name: str) -> _Element | None:
    """The first direct child of this name."""
    return next(children(element, name), None)


def text_in(element: _Element | None) -> str | None:
    """The content of the ``text`` child (literal expressions, unary tests); None where there is none."""
    inner = None if element is None else child(element, "text")
    return None if inner is None else _content(inner)


def text_of(element: _Element | None) -> str | None:
    """The trimmed content of an element such as ``typeRef``; None where it is empty."""
    return None if element is None else _content(element).strip() or None


def _content(element: _Element) -> str:
    return "".join(str(each) for each in element.itertext())


def line_of(element: _Element) -> int | None:
    """Where the element begins in the file."""
    line: object = element.sourceline
    return line if isinstance(line, int) else None


def check_language(source: Source, element: _Element) -> None:
    """Report an expression in another language than FEEL; only that is ever run."""
    language = element.get("expressionLanguage")
    if language and "feel" not in language.lower():
        source.report(
            "dmn-expression-language",
            element,
            f"The expression is written in '{language}'. Write it in FEEL.",
            f"表达式语言为“{language}”，请改用 FEEL。",
        )


class Source:
    """A file that is being read."""

    def __init__(self, file: str) -> None:
        """``file`` names it in findings."""
        self.file = file
        self.findings: list[Finding] = []

    def report(
        self, rule: str, element: _Element, message: str, message_zh: str, *, severity: str = "error"
    ) -> None:
        """Note something that is wrong with an element."""
        self.findings.append(
            Finding(
                rule=rule,
                element_id=element.get("id") or element.get("name"),
                message=message,
                message_zh=message_zh,
                severity=severity,
                file=self.file,
                line=line_of(element),
            )
        )
