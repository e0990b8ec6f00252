"""Context functions (clause 10.3.4.10, Table 81)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.builtins.library import builtin
from engine.feel.run import Undefined

if TYPE_CHECKING:
    from engine.feel.run import Run
    from engine.feel.values import Value


@builtin("get value(m: context, key: string): any")
def get_value(_run: Run, m: dict[str, Value], key: str) -> Value:
    """The value of an entry; null where there is none."""
    return m.get(key)


@builtin("get value(m: context, keys: list): any")
def get_value_by_path(_run: Run, m: dict[str, Value], keys: list[Value]) -> Value:
    """The value at the end of a path of keys; null where it breaks off."""
    value: Value = m
    for key in keys:
        if not isinstance(key, str) or not isinstance(value, dict):
            return None
        value = value.get(key)
    return value if keys else None


@builtin("get entries(m: context): list")
def get_entries(run: Run, m: dict[str, Value]) -> list[Value]:
    """The entries as a list of contexts with ``key`` and ``value``."""
    run.charge(len(m) >> 2)
    return run.sized([{"key": key, "value": value} for key, value in m.items()])


@builtin("context(entries: list): context")
def context(run: Run, entries: list[Value]) -> dict[str, Value]:
    """A context from contexts with ``key`` and ``value``; a key may occur once."""
    built: dict[str, Value] = {}
    for entry in run.sized(entries):
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise Undefined("needs entries with 'key' and 'value'", "的各项应含有 key 和 value")
        if entry["key"] in built:
            raise Undefined(f"finds the key '{entry['key']}' twice", f"的键“{entry['key']}”重复")
        built[entry["key"]] = entry["value"]
    return built


@builtin("context put(context: context, key: string, value: any): context")
def context_put(run: Run, context: dict[str, Value], key: str, value: Value) -> dict[str, Value]:
    """The context with one entry added or replaced in its place."""
    run.charge(len(context) >> 4)
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value: any): context")
def context_put_path(
    run: Run, context: dict[str, Value], keys: list[Value], value: Value
) -> dict[str, Value]:
    """The context with the entry at the end of a path of keys added or replaced."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Undefined("needs at least one key, all strings", "需要至少一个键，且均为字符串")
    run.charge(len(keys))
    levels: list[dict[str, Value]] = [context]
    for key in keys[:-1]:
        inner = levels[-1].get(key)
        if not isinstance(inner, dict):
            raise Undefined(f"finds no context under '{key}'", f"的“{key}”下不是上下文")
        levels.append(inner)
    for level, key in zip(reversed(levels), reversed(keys), strict=True):
        value = {**level, key: value}
    return value  # type: ignore[no-any-return]  # the loop ran at least once


@builtin("context merge(contexts: list): context")
def context_merge(run: Run, contexts: list[Value]) -> dict[str, Value]:
    """All entries of the contexts, later ones replacing earlier ones."""
    merged: dict[str, Value] = {}
    for each in run.sized(contexts):
        if not isinstance(each, dict):
            raise Undefined("needs a list of contexts", "需要上下文列表")
        run.charge(len(each) >> 4)
        merged.update(each)
    return merged
