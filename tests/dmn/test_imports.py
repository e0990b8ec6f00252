"""Models that import others: under a name, without one, and through a third (DMN 1.5 clause 6.3.3)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.dmn import read
from engine.errors import DefinitionRefusedError
from tests.dmn.models import decision, imported, input_data, item, knowledge, model, text

BASE = model(
    item("tClass", "string", inner="<allowedValues><text>&quot;C1&quot;</text></allowedValues>"),
    input_data("name", "string"),
    decision("greeting", text('"您好 " + name'), "in_name"),
    knowledge("twice", {"x": "number"}, text("x * 2")),
    namespace="urn:base",
)


def files(name: str = "base") -> dict[str, bytes]:
    main = model(
        imported(name, "urn:base"),
        input_data("kind", f"{name}.tClass" if name else "tClass"),
        decision(
            "answer",
            text(f"{name}.greeting + string({name}.twice(4))" if name else "greeting + string(twice(4))"),
            "urn:base#d_greeting",
            "urn:base#f_twice",
        ),
        decision("kind given", text("kind"), "in_kind"),
        decision(
            "invoked",
            f"<invocation>{text(f'{name}.twice' if name else 'twice')}"
            f'<binding><parameter name="x"/>{text("21")}</binding></invocation>',
            "urn:base#f_twice",
        ),
    )
    return {"main.dmn": main, "base.dmn": BASE}


@pytest.mark.parametrize(
    "inputs",
    [
        {"base": {"name": "张三"}},
        {"base.name": "张三"},
        {"name": "张三"},
        {"{urn:base}name": "张三"},
        {"{urn:base}name": "张三", "name": "李四"},
    ],
)
def test_an_imported_decision_takes_its_inputs_however_they_are_named(inputs: dict[str, Any]) -> None:
    decided = read(files(), main="main.dmn").decide("answer", inputs)

    assert decided.value == "您好 张三8"
    assert decided.values["base.greeting"] == "您好 张三"


def test_an_import_without_a_name_brings_elements_and_types_as_they_are() -> None:
    built = read(files(""), main="main.dmn")

    assert built.decide("answer", {"name": "张三"}).value == "您好 张三8"
    assert built.decide("kind given", {"kind": "B1"}).value is None
    assert built.decide("invoked", {}).value == 42


def test_imported_types_and_functions_are_used_under_the_name_of_the_import() -> None:
    built = read(files(), main="main.dmn")

    assert built.decide("kind given", {"kind": "C1"}).value == "C1"
    assert built.decide("kind given", {"kind": "B1"}).value is None
    assert built.decide("invoked", {}).value == 42
    assert built.decide("base.greeting", {"name": "王五"}).value == "您好 王五"


def test_inputs_of_a_model_behind_two_imports_are_found() -> None:
    middle = model(
        imported("inner base", "urn:base"),
        decision("loud", text('inner base.greeting + "!"'), "urn:base#d_greeting"),
        namespace="urn:middle",
    )
    main = model(imported("mid", "urn:middle"), decision("all", text("mid.loud"), "urn:middle#d_loud"))
    built = read({"main": main, "middle": middle, "base": BASE})

    assert built.decide("all", {"mid": {"inner base": {"name": "张三"}}}).value == "您好 张三!"
    assert built.decide("all", {"inner base": {"name": "张三"}}).value == "您好 张三!"
    assert built.decide("all", {"name": "张三"}).value == "您好 张三!"


def test_a_missing_import_is_refused_with_its_namespace() -> None:
    with pytest.raises(DefinitionRefusedError, match="urn:base"):
        read({"main.dmn": files()["main.dmn"]})


def test_a_file_that_is_not_imported_does_not_matter() -> None:
    broken = model(decision("broken", text("1 +")), namespace="urn:other")

    built = read(files() | {"other.dmn": broken}, main="main.dmn")

    assert built.check() == ()
    with pytest.raises(DefinitionRefusedError, match="dmn-expression"):
        read(files() | {"other.dmn": broken})
