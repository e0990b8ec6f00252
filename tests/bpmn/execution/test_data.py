"""Data objects, stores, properties and associations."""

from __future__ import annotations

import pytest

from tests.bpmn.execution.driving import Driver, diagram, extension, node, nodes, path, script

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")
OBJECTS = (
    '<dataObject id="do" name="file"/><dataObjectReference id="ref" dataObjectRef="do" name="the file"/>'
    '<dataObject id="do2" name="copy"/><dataObjectReference id="ref2" dataObjectRef="do2"/>'
    '<dataStoreReference id="store" name="register" dataStoreRef="ds"/>'
)
STORE = '<dataStore id="ds" name="register"/>'


def task(association: str, code: str = "{}", io: str = "") -> bytes:
    inner = f"{io}{association}<script>{code}</script>"
    return diagram(OBJECTS, ENDS, node("scriptTask", "s", inner), path("start", "s", "done"), around=STORE)


IO = '<ioSpecification><dataInput id="in" name="given"/><dataOutput id="out" name="made"/><inputSet/><outputSet/></ioSpecification>'


def test_a_data_object_is_read_under_the_name_of_the_input() -> None:
    inward = (
        "<dataInputAssociation><sourceRef>ref</sourceRef><targetRef>in</targetRef></dataInputAssociation>"
    )

    case = Driver(task(inward, "{seen: given}", IO)).start(file=5)

    assert case.data == {"file": 5, "seen": 5}


def test_an_output_becomes_the_data_object() -> None:
    outward = (
        "<dataOutputAssociation><sourceRef>out</sourceRef><targetRef>ref2</targetRef></dataOutputAssociation>"
    )

    case = Driver(task(outward, "{made: 7}", IO)).start()

    assert case.data["copy"] == 7


def test_an_output_that_was_not_made_changes_nothing() -> None:
    outward = (
        "<dataOutputAssociation><sourceRef>out</sourceRef><targetRef>ref2</targetRef></dataOutputAssociation>"
    )

    assert Driver(task(outward, "{other: 7}", IO)).start(copy=1).data["copy"] == 1


def test_a_data_store_is_case_data_of_its_name() -> None:
    inward = (
        "<dataInputAssociation><sourceRef>store</sourceRef><targetRef>in</targetRef></dataInputAssociation>"
    )

    assert Driver(task(inward, "{seen: given}", IO)).start(register=["a"]).data["seen"] == ["a"]


def test_assignments_and_transformations_are_feel() -> None:
    transformed = (
        "<dataInputAssociation><sourceRef>ref</sourceRef><targetRef>in</targetRef><transformation>file * 2</transformation>"
        "</dataInputAssociation>"
    )
    assigned = (
        "<dataOutputAssociation><targetRef>ref2</targetRef><assignment><from>seen + 1</from><to>copy</to></assignment>"
        "</dataOutputAssociation>"
    )

    assert Driver(task(transformed + assigned, "{seen: given}", IO)).start(file=5).data["copy"] == 11


@pytest.mark.parametrize("reference", ["ref", "ref2", "store", "nowhere"])
def test_associations_to_anything_are_read(reference: str) -> None:
    both = (
        f"<dataInputAssociation><sourceRef>{reference}</sourceRef><targetRef>in</targetRef></dataInputAssociation>"
        f"<dataOutputAssociation><sourceRef>out</sourceRef><targetRef>{reference}</targetRef></dataOutputAssociation>"
    )

    assert Driver(task(both, "{}", IO)).start().state == "completed"


def test_a_property_of_a_subprocess_belongs_to_it_alone() -> None:
    inner = (
        '<property id="pr" name="count"/>'
        + nodes("startEvent", "i")
        + script("c", "{count: 1}")
        + script("d", "{seen: count}")
        + path("i", "c", "d")
    )
    case = Driver(diagram(ENDS, node("subProcess", "sub", inner), path("start", "sub", "done"))).start(
        count=9
    )

    assert case.data == {"count": 9, "seen": 1}


def test_vendors_mappings_stay_inside_and_bring_out_what_they_say() -> None:
    camunda = extension(
        '<camunda:inputOutput><camunda:inputParameter name="given">=n + 1</camunda:inputParameter>'
        '<camunda:outputParameter name="result">=given * 10</camunda:outputParameter></camunda:inputOutput>'
    )
    zeebe = extension(
        '<zeebe:ioMapping><zeebe:input source="=n + 1" target="given"/><zeebe:output source="=given * 10" target="result"/>'
        "</zeebe:ioMapping>"
    )
    for mapping in (camunda, zeebe):
        inner = mapping + "<script>{given: given + 1}</script>"
        case = Driver(diagram(ENDS, node("scriptTask", "s", inner), path("start", "s", "done"))).start(n=1)
        assert case.data == {"n": 1, "result": 30}
