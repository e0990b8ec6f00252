"""No expression reaches the machine: no exec, no import, no file, no attribute of a foreign object."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from engine import feel

ATTACKS = [
    '__import__("os").system("id")',
    'open("/etc/passwd")',
    'exec("1")',
    "().__class__.__bases__",
    '"".__class__',
    "[].append",
    "a.__dict__",
    "(function(x) x).__globals__",
    'get value(a, "__class__")',
    '(function() external {java: {class: "java.lang.Runtime", method signature: "exec(java.lang.String)"}})()',
    '{java: {class: "os", method signature: "system(String)"}}',
    'matches("a", "(?{print(1)})")',
    'replace("a", "a", "\\\\g<0>")',
    '@"2025-01-01T00:00:00@../../../etc/passwd"',
    'date and time("2025-01-01T00:00:00@/etc/passwd")',
]
_WATCHED = ("exec", "compile", "import", "open", "os.", "subprocess.", "socket.", "ctypes.")
_SEEN: list[str] = []
_LISTENING = False


def _listen(event: str, _arguments: Any) -> None:
    if _LISTENING and event.startswith(_WATCHED):
        _SEEN.append(event)


sys.addaudithook(_listen)


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_is_null_or_refused_and_touches_nothing(text: str) -> None:
    global _LISTENING  # noqa: PLW0603 (an audit hook can never be removed again)
    _SEEN.clear()
    _LISTENING = True
    try:
        value = feel.compile(text)({"a": {"b": 1}})
    except feel.FeelSyntaxError:
        value = None
    finally:
        _LISTENING = False

    assert value in (None, [], {"java": {"class": "os", "method signature": "system(String)"}})
    assert _SEEN == []
