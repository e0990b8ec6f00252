"""Drafts are read whatever tool wrote them; every repair is said, nothing disappears in silence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from engine.bpmn import define
from engine.bpmn.reading import Reading, read, read_tree
from engine.bpmn.reading.vocabulary import MODEL, M, descendants, text
from engine.domain.xml import parse_xml
from engine.errors import XmlError
from tests.bpmn.gate.sketch import definitions, sketch

VENDORS = sorted((Path(__file__).parent / "vendors").glob("*.bpmn"))


def found(reading: Reading) -> set[tuple[str, str | None]]:
    return {(finding.rule, finding.element_id) for finding in reading.findings}


@pytest.mark.parametrize("file", VENDORS, ids=lambda file: file.stem)
def test_exports_of_other_tools_are_read_and_run_as_drafts(file: Path) -> None:
    data = file.read_bytes()

    reading = read(data, file=file.name)

    assert reading.processes
    for process in reading.processes:
        definition = define({file.name: data}, process_id=process.process_id, strict=False)
        assert definition.elements or process.is_empty
    assert all(each.message and each.message_zh and each.file == file.name for each in reading.findings)
    assert all(each.severity in {"repair", "warning"} for each in reading.findings)


def test_camunda_conditions_become_feel() -> None:
    reading = read((Path(__file__).parent / "vendors" / "camunda7.bpmn").read_bytes(), file="camunda7.bpmn")

    conditions = [text(each) for each in descendants(reading.tree, "conditionExpression")]
    assert conditions == ["amount > 1000 and not(urgent)"]
    assert ("expression-translated", "Flow_review") in found(reading)
    assert ("foreign-code", "Activity_book") in found(reading)
    assert ("assignment-kept", "Activity_review") in found(reading)


def test_a_sound_diagram_of_ours_needs_no_repair() -> None:
    reading = read(
        sketch("""
        start s
        user a
        xor g name="OK?"
        end e
        end f
        s > a > g
        g > e if x = 1
        g > f else
        """),
        file="p.bpmn",
    )

    assert reading.findings == ()
    assert [(process.process_id, process.is_empty) for process in reading.processes] == [("p", False)]


def test_missing_ids_are_given_and_said() -> None:
    data = definitions('<process><startEvent name="Begin here"/><task/></process>')

    reading = read(data, file="p.bpmn")

    assert [each.get("id") for each in descendants(reading.tree, "startEvent", "task")] == [
        "begin_here",
        "task",
    ]
    assert {rule for rule, _ in found(reading)} == {"missing-id"}


def test_of_two_elements_with_one_id_the_later_is_renamed() -> None:
    data = sketch("""
        start s
        user a
        end a
        s > a
    """)

    reading = read(data, file="p.bpmn")

    ids = [each.get("id") for each in reading.tree.iter(M + "userTask", M + "endEvent")]
    assert sorted(str(each) for each in ids) == ["a", "a_2"]
    assert ("duplicate-id", "a_2") in found(reading)


def test_shapes_with_one_id_are_kept_apart() -> None:
    shape = '<bpmndi:BPMNShape id="sh" bpmnElement="{}"/>'
    data = sketch(
        "start s\nuser a\ns > a\n^ <bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement='p'>"
        f"{shape.format('s')}{shape.format('a')}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )

    assert {rule for rule, _ in found(read(data, file="p.bpmn"))} == {"duplicate-id-in-drawing"}


def test_a_flow_to_nowhere_is_left_out_and_said() -> None:
    data = sketch("""
        start s
        user a
        s > a > gone
    """)

    reading = read(data, file="p.bpmn")

    assert [flow.get("id") for flow in descendants(reading.tree, "sequenceFlow")] == ["s_a"]
    assert ("dangling-flow", "a_gone") in found(reading)


def test_a_flow_out_of_a_subprocess_is_left_out_and_said() -> None:
    data = sketch("""
        start s
        sub w {
        user a
        }
        user b
        s > w
        <sequenceFlow id="out" sourceRef="a" targetRef="b"/>
    """)

    assert ("flow-crosses-scopes", "out") in found(read(data, file="p.bpmn"))


def test_a_flow_in_the_wrong_scope_is_moved() -> None:
    data = sketch("""
        start s
        sub w {
        user a
        user b
        }
        s > w
        <sequenceFlow id="inner" sourceRef="a" targetRef="b"/>
    """)

    reading = read(data, file="p.bpmn")

    flow = next(each for each in descendants(reading.tree, "sequenceFlow") if each.get("id") == "inner")
    parent = flow.getparent()
    assert parent is not None
    assert parent.get("id") == "w"
    assert ("flow-in-other-scope", "inner") in found(reading)


def test_ends_that_only_the_lists_know_are_recovered() -> None:
    data = definitions(
        '<process id="p"><startEvent id="s"><outgoing>f</outgoing></startEvent>'
        '<task id="a"><incoming>f</incoming></task><sequenceFlow id="f"/></process>'
    )

    reading = read(data, file="p.bpmn")

    flow = next(descendants(reading.tree, "sequenceFlow"))
    assert (flow.get("sourceRef"), flow.get("targetRef")) == ("s", "a")
    assert ("flow-end-recovered", "f") in found(reading)


def test_a_boundary_event_without_activity_is_left_out_and_said() -> None:
    data = sketch("""
        start s
        boundary b attachedToRef="s" : <timerEventDefinition/>
        end e
        s > e
        b > e
    """)

    rules = found(read(data, file="p.bpmn"))

    assert {("boundary-without-activity", "b"), ("dangling-flow", "b_e")} <= rules


def test_qualified_and_untidy_references_become_plain() -> None:
    data = definitions(
        '<process id="p"><startEvent id="s"/><task id=" a/b "/>'
        '<sequenceFlow id="f" sourceRef="tns:s" targetRef=" a/b "/></process>'
    )

    reading = read(data, file="p.bpmn")

    flow = next(descendants(reading.tree, "sequenceFlow"))
    assert (flow.get("sourceRef"), flow.get("targetRef")) == ("s", "a_b")
    assert {"unusable-id", "qualified-references"} <= {rule for rule, _ in found(reading)}


def test_what_is_missing_is_said() -> None:
    data = sketch("""
        ^ <message id="m"/>
        start s
        xor g
        catch t : <timerEventDefinition/>
        call c
        call d calledElement="elsewhere"
        catch w : <signalEventDefinition signalRef="unknown"/>
        end e
        s > g > t > e
        g > c > d > w
    """)

    rules = found(read(data, file="p.bpmn"))

    assert {
        ("condition-missing", "g_t"),
        ("condition-missing", "g_c"),
        ("call-without-target", "c"),
        ("call-of-another-file", "d"),
        ("no-name", "m"),
    } <= rules
    assert {"timer-missing", "reference-to-nothing"} <= {rule for rule, _ in rules}


def test_old_namespaces_and_none_are_read_as_bpmn() -> None:
    old = b'<definitions xmlns="http://schema.omg.org/spec/BPMN/2.0"><process id="p"/></definitions>'
    slash = (
        b'<definitions xmlns="https://www.omg.org/spec/BPMN/20100524/MODEL/"><process id="p"/></definitions>'
    )
    none = b'<definitions><process id="p"/></definitions>'

    for data, rule in ((old, "old-namespace"), (slash, "old-namespace"), (none, "no-namespace")):
        reading = read(data, file="p.bpmn")

        assert reading.tree.tag == f"{{{MODEL}}}definitions"
        assert rule in {each.rule for each in reading.findings}


def test_chinese_encodings_that_are_not_declared_are_read() -> None:
    whole = sketch('start s name="开始"').decode()

    reading = read(whole.encode("gb18030"), file="p.bpmn")

    assert next(descendants(reading.tree, "startEvent")).get("name") == "开始"
    assert "wrong-encoding" in {each.rule for each in reading.findings}


START = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"{}><process id="p" name="流程"/></definitions>'
ALMOST_XML = {
    "space first": (b"\n  " + START.format("").encode(), "text-before-xml"),
    "two byte order marks": (b"\xef\xbb\xbf" * 2 + START.format("").encode(), "text-before-xml"),
    "label says UTF-16": (
        b'<?xml version="1.0" encoding="UTF-16"?>' + START.format("").encode(),
        "wrong-encoding",
    ),
    "label nobody knows": (
        b'<?xml version="1.0" encoding="utf8mb4"?>' + START.format("").encode(),
        "wrong-encoding",
    ),
    "control character": (START.format(' id="d" name="a\x0bb"').encode(), "control-characters"),
    "prefix of an attribute": (START.format(' camunda:x="1"').encode(), "undeclared-prefix"),
    "label says GB 2312, characters of GB 18030": (
        b'<?xml version="1.0" encoding="gb2312"?>' + START.format(' id="d" name="镕囧"').encode("gb18030"),
        None,
    ),
    "real UTF-16": (('<?xml version="1.0" encoding="UTF-16"?>' + START.format("")).encode("utf-16"), None),
}


@pytest.mark.parametrize("name", ALMOST_XML)
def test_what_is_almost_xml_is_read_and_said(name: str) -> None:
    data, rule = ALMOST_XML[name]

    reading = read(data, file="p.bpmn")

    assert [process.name for process in reading.processes] == ["流程"]
    rules = {finding.rule for finding in reading.findings} - {"empty-process", "setting-without-effect"}
    assert rules == ({rule} if rule else set())


def test_ids_of_files_that_run_together_are_kept_apart() -> None:
    taken: set[str] = set()
    texts = [sketch("start s\nuser a\ns > a", process=name) for name in ("p", "q")]

    readings = [read_tree(parse_xml(data), file="p.bpmn", taken=taken) for data in texts]

    tasks = [next(descendants(reading.tree, "userTask")).get("id") for reading in readings]
    assert tasks == ["a", "a_2"]
    flow = next(descendants(readings[1].tree, "sequenceFlow"))
    assert (flow.get("sourceRef"), flow.get("targetRef")) == ("s_2", "a_2")
    assert {finding.rule for finding in readings[1].findings} == {"id-of-another-file"}


SECRET = "root:x:0:0"
HOSTILE = {
    "entity that reads a file": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>',
    "billion laughs": b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><definitions>&b;</definitions>',
    "external document type": b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><definitions/>',
    "too deep": b"<a>" * 100_000,
    "cut off": b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">',
    "no XML": b"\x00\x01\x02 not a diagram",
    "nothing": b"",
    "another document": b"<html><body/></html>",
    "too large": b"<definitions>" + b" " * (6 * 1024 * 1024) + b"</definitions>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_or_broken_xml_is_refused_at_once_and_quotes_nothing(name: str) -> None:
    data = HOSTILE[name]
    began = time.perf_counter()

    with pytest.raises(XmlError) as refused:
        read(data, file="p.bpmn")

    assert time.perf_counter() - began < 0.5
    assert SECRET not in refused.value.message + refused.value.message_zh


def test_drafts_with_the_same_ids_run_together() -> None:
    files = {
        f"{process}.bpmn": sketch(
            f'^ <message id="m" name="{message}"/>\nstart s\ncatch c : <messageEventDefinition messageRef="m"/>\nuser a\nend e\n'
            f's > c > a > e\ncall k calledElement="{called}"',
            process=process,
        )
        for process, message, called in (("p", "paid", "q"), ("q", "sent", "p"))
    }

    definition = define(files, process_id="p", strict=False)

    assert len(definition.elements) == 2 * 5
    assert {each.message for each in definition.elements.values() if each.message} == {"paid", "sent"}
    assert definition.messages == ("paid", "sent")
    assert [each.rule for each in definition.findings if each.severity == "error"] == []


def test_a_draft_that_is_almost_xml_is_defined_too() -> None:
    data = b"\n\xef\xbb\xbf  " + sketch("start s\nuser a\nend e\ns > a > e")

    definition = define({"p.bpmn": data}, process_id="p", strict=False)

    assert "a" in definition.elements
    assert "text-before-xml" in {each.rule for each in definition.findings}


def test_a_boundary_event_around_its_own_activity_is_left_out() -> None:
    data = sketch(
        'start s\n<boundaryEvent id="b" attachedToRef="a"><userTask id="a"/></boundaryEvent>\nend e\ns > e'
    )

    reading = read(data, file="p.bpmn")

    assert ("boundary-without-activity", "b") in found(reading)


@pytest.mark.parametrize(
    ("before", "after", "name", "rule"),
    [
        ("", "", "a &amp; b", None),
        ("", "", "a & b", "ampersands"),
        ("", "", "a&nbsp;b", "ampersands"),
        ("", "", "a&unheard; b", "ampersands"),
        ("", "", "a&#0;b&#11;", "ampersands"),
        ("", "left over", "a", "text-around-xml"),
        ("", "<more/>", "a", "text-around-xml"),
        ("<!-- by a tool --><?xml version='1.0'?>", "", "a", "text-around-xml"),
        ("\u200b", "", "a", "text-around-xml"),
        ("<envelope><body>", "</body></envelope>", "a", "wrapped"),
    ],
)
def test_what_is_almost_a_diagram_is_read(before: str, after: str, name: str, rule: str | None) -> None:
    body = sketch(f'user a name="{name}"').decode().partition("?>")[2].strip()
    data = (before + body + after).encode()

    reading = read(data, file="p.bpmn")

    assert [each.get("id") for each in descendants(reading.tree, "userTask")] == ["a"]
    assert {each.rule for each in reading.findings} == ({rule} if rule else set())


@pytest.mark.parametrize("name", ["a < b", 'a" name="b', "</userTask>"])
def test_what_can_mean_several_things_is_refused(name: str) -> None:
    with pytest.raises(XmlError):
        read(sketch('user a name="NAME"').replace(b"NAME", name.encode()), file="p.bpmn")


def test_entities_stay_refused() -> None:
    data = b'<!DOCTYPE d [<!ENTITY x "y">]>' + sketch('user a name="NAME"').replace(b"NAME", b"&x; &nbsp;")

    with pytest.raises(XmlError, match="document type or an entity"):
        read(data, file="p.bpmn")


def test_accented_letters_are_not_taken_for_chinese() -> None:
    data = sketch('user a name="Prüfung"').decode().encode("cp1252")

    reading = read(data, file="p.bpmn")

    assert [each.get("name") for each in descendants(reading.tree, "userTask")] == ["Prüfung"]


@pytest.mark.parametrize(
    "piece",
    [
        b"<?xml ",
        b"&",
        b"&a",
        b"<",
        b"<a:b ",
        b"</definitions>",
        b'<a x="',
        b"<p%d:a/>",
        b"<!-- ",
        b"xmlns:a =",
    ],
)
def test_rescuing_costs_little_whatever_is_in_the_file(piece: bytes) -> None:
    data = b"".join(piece.replace(b"%d", b"%d" % number) for number in range(900_000 // len(piece)))

    begun = time.process_time()
    with pytest.raises(XmlError):
        read(data, file="p.bpmn")

    assert time.process_time() - begun < 3


def test_thousands_of_equal_and_missing_ids_cost_little() -> None:
    data = sketch(
        '<userTask id="a"/><sequenceFlow sourceRef="a" targetRef="gone"/><task/><boundaryEvent id="b"/>'
        * 3_000
    )

    begun = time.process_time()
    reading = read(data, file="p.bpmn")

    assert time.process_time() - begun < 6
    assert len({each.get("id") for each in descendants(reading.tree, "task", "userTask")}) == 6_000
