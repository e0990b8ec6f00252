"""Conditions of other engines as FEEL, where they mean the same: JUEL (``${a == 1}``), Java, MVEL, Python.

A small recursive-descent translator for expressions with the operators that these languages share. What
has no safe counterpart (method calls on unknown objects, assignments, lambdas) is not translated.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?)[LlFfDd]?(?![\w.])
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>==|!=|<=|>=|&&|\|\||[-<>+*/%!?:()\[\].,])
    )""",
    re.VERBOSE,
)
_WRAPPED = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_RETURN = re.compile(r"\s*return\b(.*?);?\s*", re.DOTALL)
_SAME = {"==": "=", "eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_HOLDERS = frozenset({"execution", "kcontext", "task", "variables"})
_GETTERS = frozenset({"getVariable", "getVariableLocal", "get"})
_PLAIN = frozenset({"booleanValue", "intValue", "longValue", "doubleValue"})
_RESERVED = frozenset({"if", "then", "else", "for", "return", "in", "some", "every", "satisfies", "function"})
_DEPTH = 64


class _UntranslatableError(Exception):
    """There is no safe counterpart in FEEL."""


def unwrap(text: str) -> str | None:
    """The inside of ``${…}`` or ``#{…}``, if that is the whole text."""
    found = _WRAPPED.fullmatch(text)
    if found is None or "${" in found[1] or "#{" in found[1]:
        return None
    return found[1].strip()


def translate(text: str) -> str | None:
    """FEEL of the same meaning, or None."""
    inner = unwrap(text)
    source = text if inner is None else inner
    returned = _RETURN.fullmatch(source)
    if returned is not None:
        source = returned[1]
    try:
        return _Translator(_tokens(source)).whole()
    except _UntranslatableError:
        return None


def translate_script(text: str) -> str | None:
    """Assignments in a row (``x = 1; execution.setVariable("y", x + 1)``) as a FEEL context, or None."""
    entries: list[str] = []
    for statement in re.split(r"[;\n]", text):
        line = statement.strip().removeprefix("var ").removeprefix("let ").removeprefix("def ")
        if not line or line.startswith(("//", "#")):
            continue
        found = re.fullmatch(r"([^\W\d]\w*)\s*=(?!=)\s*(.+)", line, re.DOTALL) or re.fullmatch(
            r"""(?:execution|kcontext)\.setVariable\(\s*["'](\w+)["']\s*,\s*(.+)\)""", line, re.DOTALL
        )
        value = None if found is None else translate(found[2])
        if found is None or value is None:
            return None
        entries.append(f"{found[1]}: {value}")
    return "{" + ", ".join(entries) + "}" if entries else None


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def _tokens(source: str) -> list[_Token]:
    found: list[_Token] = []
    place = 0
    end = len(source.rstrip())
    while place < end:
        match = _TOKEN.match(source, place)
        if match is None or match.lastgroup is None:
            raise _UntranslatableError
        found.append(_Token(match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return found


class _Translator:
    """One expression; each method reads one level of precedence and gives back FEEL."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    def whole(self) -> str:
        """All tokens, none left over."""
        value = self._choice()
        if self._place != len(self._tokens):
            raise _UntranslatableError
        return value

    def _peek(self) -> str:
        return self._tokens[self._place].text if self._place < len(self._tokens) else ""

    def _take(self, *texts: str) -> str:
        """The next token if it is one of these and no string."""
        if self._place < len(self._tokens) and self._tokens[self._place].kind != "string":
            text = self._tokens[self._place].text
            if text in texts:
                self._place += 1
                return text
        return ""

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise _UntranslatableError

    def _choice(self) -> str:
        self._depth += 1
        if self._depth > _DEPTH:
            raise _UntranslatableError
        value = self._either()
        if self._take("?"):
            yes = self._choice()
            self._need(":")
            value = f"if {value} then {yes} else {self._choice()}"
        self._depth -= 1
        return value

    def _either(self) -> str:
        parts = [self._both()]
        while self._take("||", "or"):
            parts.append(self._both())
        return " or ".join(parts)

    def _both(self) -> str:
        parts = [self._comparison()]
        while self._take("&&", "and"):
            parts.append(self._comparison())
        return " and ".join(parts)

    def _comparison(self) -> str:
        if self._take("not"):
            return f"not({self._comparison()})"
        value = self._sum()
        sign = self._take("==", "!=", "<=", ">=", "<", ">", *_SAME)
        if not sign:
            return value
        other = self._sum()
        value = f"{value} {_SAME.get(sign, sign)} {other}"
        if self._take("==", "!=", "<=", ">=", "<", ">", *_SAME):
            raise _UntranslatableError
        return value

    def _sum(self) -> str:
        value = self._product()
        while sign := self._take("+", "-"):
            value = f"{value} {sign} {self._product()}"
        return value

    def _product(self) -> str:
        value = self._unary()
        while sign := self._take("*", "/", "%", "div", "mod"):
            other = self._unary()
            value = (
                f"modulo({value}, {other})"
                if sign in {"%", "mod"}
                else f"{value} {_OTHER.get(sign, sign)} {other}"
            )
        return value

    def _unary(self) -> str:
        self._depth += 1
        if self._depth > _DEPTH:
            raise _UntranslatableError
        if self._take("!"):
            value = f"not({self._unary()})"
        elif self._take("empty"):
            inner = self._unary()
            value = f'({inner} = null or {inner} = "" or {inner} = [])'
        elif self._take("-"):
            value = f"-{self._unary()}"
        else:
            value = self._postfix()
        self._depth -= 1
        return value

    def _postfix(self) -> str:
        value = self._primary()
        while True:
            if self._take("."):
                value = self._member(value)
            elif self._take("["):
                value = self._item(value)
            elif self._peek() == "(":
                raise _UntranslatableError
            else:
                return value

    def _member(self, value: str) -> str:
        name = self._name()
        if not self._take("("):
            return f"{value}.{name}"
        arguments: list[str] = []
        while not self._take(")"):
            arguments.append(self._choice())
            if self._peek() != ")":
                self._need(",")
        return _called(value, name, arguments)

    def _item(self, value: str) -> str:
        index = self._choice()
        self._need("]")
        if index.isdigit():
            return f"{value}[{int(index) + 1}]"
        if re.fullmatch(r'"[^\W\d]\w*"', index):
            return f"{value}.{index[1:-1]}"
        raise _UntranslatableError

    def _name(self) -> str:
        if self._place < len(self._tokens) and self._tokens[self._place].kind == "name":
            self._place += 1
            return self._tokens[self._place - 1].text
        raise _UntranslatableError

    def _primary(self) -> str:
        if self._take("("):
            value = self._choice()
            self._need(")")
            return f"({value})"
        if self._place >= len(self._tokens):
            raise _UntranslatableError
        token = self._tokens[self._place]
        self._place += 1
        if token.kind == "number":
            return token.text
        if token.kind == "string":
            return json.dumps(_unquoted(token.text), ensure_ascii=False)
        if token.kind == "name" and token.text not in _RESERVED:
            return _CONSTANTS.get(token.text, token.text)
        raise _UntranslatableError


_CONSTANTS = {"True": "true", "False": "false", "None": "null"}
_OTHER = {"div": "/"}


def _unquoted(literal: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), literal[1:-1])


def _called(value: str, name: str, arguments: list[str]) -> str:
    """A method call as FEEL, for the few that mean the same for every object."""
    if value in _HOLDERS and name in _GETTERS and len(arguments) == 1:
        if re.fullmatch(r'"[^\W\d]\w*"', arguments[0]):
            return arguments[0][1:-1]
    elif name == "equals" and len(arguments) == 1:
        return f"({value} = {arguments[0]})"
    elif name == "equalsIgnoreCase" and len(arguments) == 1:
        return f"(lower case({value}) = lower case({arguments[0]}))"
    elif not arguments and name in _PLAIN:
        return value
    elif not arguments and name in {"size", "length", "toString"}:
        return f"{ {'size': 'count', 'length': 'string length', 'toString': 'string'}[name] }({value})"
    raise _UntranslatableError
