"""External functions (clause 10.3.2.13.3): a fixed table of pure Java methods, computed here.

``function(x) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}`` finds its
method in this table or is null with the reason. No Java and no other code is ever loaded; the PMML form
is always null.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.functions import FormalParameter, HostFunction
from engine.feel.run import Undefined
from engine.feel.types import BOOLEAN, NUMBER, STRING, FeelType
from engine.feel.values import DECIMAL128

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.feel.run import Run
    from engine.feel.values import Value

_SIGNATURE = re.compile(r"\s*(\w+)\s*\(([^)]*)\)\s*")
_INTEGERS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_NAMES = {
    "java.lang.String": "String",
    "java.lang.Integer": "int",
    "java.lang.Long": "long",
    "java.lang.Short": "short",
    "java.lang.Byte": "byte",
    "java.lang.Double": "double",
    "java.lang.Float": "float",
    "java.lang.Boolean": "boolean",
    "java.lang.Object": "Object",
    "java.math.BigDecimal": "BigDecimal",
}


def _double(value: float) -> Decimal | None:
    return DECIMAL128.create_decimal(repr(value)) if math.isfinite(value) else None


def _real(function: Callable[..., float]) -> Callable[..., Value]:
    def call(*arguments: Decimal) -> Decimal | None:
        try:
            return _double(function(*(float(each) for each in arguments)))
        except (ValueError, OverflowError):
            return None

    return call


def _round(x: float) -> float:
    return float(math.floor(x + 0.5))


def _signum(x: float) -> float:
    return float((x > 0) - (x < 0))


def _power(x: float, y: float) -> float:
    return math.pow(x, y)


_MATH: dict[str, tuple[int, Callable[..., float]]] = {
    "sin": (1, math.sin), "cos": (1, math.cos), "tan": (1, math.tan),
    "asin": (1, math.asin), "acos": (1, math.acos), "atan": (1, math.atan), "atan2": (2, math.atan2),
    "sinh": (1, math.sinh), "cosh": (1, math.cosh), "tanh": (1, math.tanh),
    "exp": (1, math.exp), "expm1": (1, math.expm1), "log": (1, math.log), "log10": (1, math.log10),
    "log1p": (1, math.log1p), "sqrt": (1, math.sqrt), "cbrt": (1, lambda x: math.copysign(abs(x) ** (1 / 3), x)),
    "pow": (2, _power), "hypot": (2, math.hypot), "signum": (1, _signum), "rint": (1, lambda x: float(round(x))),
    "toRadians": (1, math.radians), "toDegrees": (1, math.degrees),
    "floor": (1, lambda x: float(math.floor(x))), "ceil": (1, lambda x: float(math.ceil(x))),
}  # fmt: skip

_ANY_NUMBER = ("int", "long", "float", "double")


def _math_table() -> dict[tuple[str, str, tuple[str, ...]], Callable[..., Value]]:
    table: dict[tuple[str, str, tuple[str, ...]], Callable[..., Value]] = {}
    for name, (count, function) in _MATH.items():
        table["Math", name, ("double",) * count] = _real(function)
    for kind in _ANY_NUMBER:
        table["Math", "max", (kind, kind)] = max
        table["Math", "min", (kind, kind)] = min
        table["Math", "abs", (kind,)] = abs
    for kind in ("float", "double"):
        table["Math", "round", (kind,)] = _real(_round)
    for kind in ("int", "long"):
        table["Math", "floorMod", (kind, kind)] = lambda a, b: Decimal(int(a) % int(b)) if b else None
        table["Math", "floorDiv", (kind, kind)] = lambda a, b: Decimal(int(a) // int(b)) if b else None
    return table


def _same(value: Value) -> Value:
    return value


def _parse_whole(text: str, bits: int) -> Decimal | None:
    if not re.fullmatch(r"[+-]?[0-9]{1,20}", text):
        return None
    value = int(text)
    return Decimal(value) if -(2 ** (bits - 1)) <= value < 2 ** (bits - 1) else None


def _parse_real(text: str) -> Decimal | None:
    try:
        return _double(float(text.strip()))
    except ValueError:
        return None


def _plain(value: Decimal) -> str:
    return format(value, "f")


def _double_text(value: Decimal) -> str:
    return repr(float(value))


_FORMAT = re.compile(r"%(?:(\d+)\$)?([-#+ 0,(]*)(\d{1,3})?(?:\.(\d{1,3}))?([sdfxobceESXn%])")


def _format(template: str, *arguments: Value) -> str | None:
    """``String.format`` for ``%s``, ``%d``, ``%f``, ``%x`` and their like."""
    remaining = iter(arguments)

    def one(found: re.Match[str]) -> str:
        kind = found[5]
        if kind in "%n":
            return "%" if kind == "%" else "\n"
        value = arguments[int(found[1]) - 1] if found[1] else next(remaining)
        flags = found[2].replace("#", "").replace("(", "")
        width, places = found[3] or "", f".{found[4]}" if found[4] else ""
        if kind in "sS":
            text = (
                value
                if isinstance(value, str)
                else _plain(value)
                if isinstance(value, Decimal)
                else str(value)
            )
            return f"%{'-' if '-' in flags else ''}{width}{places}s" % (text.upper() if kind == "S" else text)
        number = float(value) if kind in "feE" else int(value)
        comma = "," if "," in flags else ""
        sign = "+" if "+" in flags else " " if " " in flags else ""
        align = "<" if "-" in flags else ">"
        fill = "0" if "0" in flags else ""
        spec = f"{'' if fill else align}{sign}{fill}{width}{comma}{places}{kind}"
        return format(number, spec)

    try:
        return _FORMAT.sub(one, template)
    except (StopIteration, RuntimeError, ValueError, TypeError, IndexError, ArithmeticError):
        return None


_TABLE: dict[tuple[str, str, tuple[str, ...]], Callable[..., Value]] = {
    **_math_table(),
    ("String", "valueOf", ("double",)): _double_text,
    ("String", "valueOf", ("float",)): _double_text,
    ("String", "valueOf", ("int",)): _plain,
    ("String", "valueOf", ("long",)): _plain,
    ("String", "valueOf", ("boolean",)): lambda b: "true" if b else "false",
    ("String", "valueOf", ("Object",)): lambda v: v if isinstance(v, str) else str(v),
    ("String", "format", ("String", "Object...")): _format,
    ("String", "format", ("String", "[Ljava.lang.Object;")): _format,
    ("String", "format", ("String", "Object[]")): _format,
    ("String", "valueOf", ("char",)): _same,
    ("Integer", "valueOf", ("int",)): _same,
    ("Long", "valueOf", ("long",)): _same,
    ("Short", "valueOf", ("short",)): _same,
    ("Byte", "valueOf", ("byte",)): _same,
    ("Float", "valueOf", ("float",)): _same,
    ("Double", "valueOf", ("double",)): _same,
    ("Boolean", "valueOf", ("boolean",)): _same,
    ("Character", "valueOf", ("char",)): _same,
    ("Integer", "valueOf", ("String",)): lambda t: _parse_whole(t, 32),
    ("Integer", "parseInt", ("String",)): lambda t: _parse_whole(t, 32),
    ("Integer", "toString", ("int",)): _plain,
    ("Integer", "max", ("int", "int")): max,
    ("Integer", "min", ("int", "int")): min,
    ("Integer", "sum", ("int", "int")): lambda a, b: a + b,
    ("Integer", "bitCount", ("int",)): lambda a: Decimal((int(a) & 0xFFFFFFFF).bit_count()),
    ("Integer", "toHexString", ("int",)): lambda a: format(int(a) & 0xFFFFFFFF, "x"),
    ("Integer", "toBinaryString", ("int",)): lambda a: format(int(a) & 0xFFFFFFFF, "b"),
    ("Long", "valueOf", ("String",)): lambda t: _parse_whole(t, 64),
    ("Long", "parseLong", ("String",)): lambda t: _parse_whole(t, 64),
    ("Long", "max", ("long", "long")): max,
    ("Long", "min", ("long", "long")): min,
    ("Short", "valueOf", ("String",)): lambda t: _parse_whole(t, 16),
    ("Short", "parseShort", ("String",)): lambda t: _parse_whole(t, 16),
    ("Byte", "valueOf", ("String",)): lambda t: _parse_whole(t, 8),
    ("Byte", "parseByte", ("String",)): lambda t: _parse_whole(t, 8),
    ("Double", "valueOf", ("String",)): _parse_real,
    ("Double", "parseDouble", ("String",)): _parse_real,
    ("Double", "toString", ("double",)): _double_text,
    ("Double", "max", ("double", "double")): max,
    ("Double", "min", ("double", "double")): min,
    ("Float", "valueOf", ("String",)): _parse_real,
    ("Float", "parseFloat", ("String",)): _parse_real,
    ("Boolean", "valueOf", ("String",)): lambda t: t.lower() == "true",
    ("Boolean", "parseBoolean", ("String",)): lambda t: t.lower() == "true",
}


def external_function(parameters: Sequence[FormalParameter], mapping: Value) -> HostFunction:
    """The function that the mapping information names.

    Raises:
        Undefined: where the mapping is not of the java form or the method is not in the table.
    """
    java = mapping.get("java") if isinstance(mapping, dict) else None
    if not isinstance(java, dict):
        raise Undefined(
            "an external function needs {java: {class: …, method signature: …}}", "外部函数需要 java 映射"
        )
    owner, written = java.get("class"), java.get("method signature")
    found = _SIGNATURE.fullmatch(written) if isinstance(written, str) and len(written) < 200 else None  # noqa: PLR2004
    if found is None or not isinstance(owner, str):
        raise Undefined(
            "an external function needs a class and a method signature", "外部函数需要类名和方法签名"
        )
    kinds = tuple(
        _NAMES.get(kind.strip(), _short(kind.strip())) for kind in found[2].split(",") if kind.strip()
    )
    call = _TABLE.get((owner.removeprefix("java.lang."), found[1], kinds))
    if call is None or not owner.startswith("java.lang."):
        raise Undefined(
            f"the table of pure functions has no {owner}.{written}", f"纯函数表中没有 {owner}.{written}"
        )
    return HostFunction(f"{owner}.{found[1]}", parameters, _guarded(call, kinds))


def _short(kind: str) -> str:
    for long, short in _NAMES.items():
        if kind.startswith(long):
            return short + kind.removeprefix(long)
    return kind


def _guarded(call: Callable[..., Value], kinds: tuple[str, ...]) -> Callable[[Run, list[Value]], Value]:
    """The method with its arguments converted as Java would (Table 47)."""

    def apply(run: Run, arguments: list[Value]) -> Value:
        variadic = bool(kinds) and (kinds[-1].endswith(("...", "[]", ";")))
        fixed = len(kinds) - variadic
        if len(arguments) < fixed or (len(arguments) > fixed and not variadic):
            raise Undefined(f"takes {fixed} argument(s)", f"需要 {fixed} 个参数")
        converted = [_to_java(value, kind) for value, kind in zip(arguments, kinds[:fixed], strict=False)]
        rest = arguments[fixed:]
        if variadic and len(rest) == 1 and isinstance(rest[0], list):
            rest = rest[0]
        result = call(*converted, *rest)
        return run.text(result) if isinstance(result, str) else result

    return apply


def _to_java(value: Value, kind: str) -> Value:
    suits: type = {"String": str, "char": str, "boolean": bool, "Object": object}.get(kind, Decimal)
    expected: FeelType = {"String": STRING, "char": STRING, "boolean": BOOLEAN}.get(kind, NUMBER)
    if value is None or (type(value) is not suits and suits is not object):
        raise Undefined(f"needs {expected} for Java's {kind}", f"的 Java 参数 {kind} 需要 {expected}")
    if kind == "char" and len(value) != 1:
        raise Undefined("needs one character for Java's char", "的 Java 参数 char 需要单个字符")
    bits = _INTEGERS.get(kind)
    if bits is None:
        return value
    whole = value.to_integral_value("ROUND_DOWN")
    if not -(2 ** (bits - 1)) <= whole < 2 ** (bits - 1):
        raise Undefined(f"needs a number that fits {kind}", f"的数值超出 {kind} 的范围")
    return whole
