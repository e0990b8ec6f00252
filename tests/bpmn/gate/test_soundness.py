"""What would get stuck, run for ever or happen twice is found, with the way that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.bpmn.gate.diagram import Diagram
from engine.bpmn.gate.soundness import soundness_findings
from engine.bpmn.gate.surroundings import Surroundings
from engine.domain.xml import parse_xml
from tests.bpmn.gate.sketch import sketch
from tests.bpmn.gate.sound import SOUND

if TYPE_CHECKING:
    from engine.errors import Finding


def findings(text: str, **known: object) -> list[Finding]:
    diagram = Diagram(file="p.bpmn", root=parse_xml(sketch(text)))
    around = Surroundings(
        processes={process.get("id", ""): (diagram, process) for process in diagram.every("process")},
        **known,  # type: ignore[arg-type]
    )
    return list(soundness_findings(diagram, around))


def rules(text: str) -> set[tuple[str, str | None]]:
    return {(finding.rule, finding.element_id) for finding in findings(text)}


def test_a_parallel_join_after_an_exclusive_split_is_a_deadlock() -> None:
    text = """
        start s
        xor g
        user a
        user b
        and j
        end e
        s > g > a > j > e
        g > b > j
    """

    found = findings(text)

    assert [(each.rule, each.element_id) for each in found] == [("deadlock", "j")]
    assert found[0].path in {("s", "g", "a", "j"), ("s", "g", "b", "j")}
    assert found[0].severity == "error"


def test_an_exclusive_merge_after_a_parallel_split_lacks_synchronisation() -> None:
    text = """
        start s
        and g
        user a
        user b
        xor m
        user c
        end e
        s > g > a > m > c > e
        g > b > m
    """

    found = findings(text)

    assert [(each.rule, each.element_id) for each in found] == [("lack-of-synchronisation", "m")]
    assert {"g", "a", "b", "m"} <= set(found[0].path)


def test_two_parallel_flows_into_a_task_lack_synchronisation() -> None:
    assert rules("""
        start s
        and g
        user a
        user b
        user c
        end e
        s > g > a > c > e
        g > b > c
    """) == {("lack-of-synchronisation", "c")}


def test_what_a_reminder_starts_must_not_run_into_the_main_flow() -> None:
    assert rules("""
        start s
        user a
        boundary late attachedToRef="a" cancelActivity="false" : <timerEventDefinition/>
        user remind
        xor m
        user c
        end e
        s > a > m > c > e
        late > remind > m
    """) == {("lack-of-synchronisation", "m")}


def test_a_branch_that_ends_early_leaves_a_parallel_join_waiting() -> None:
    assert rules("""
        start s
        and f
        user a
        xor c
        user b
        and j
        end e
        end early
        s > f > a > c > j > e
        f > b > j
        c > early
    """) == {("deadlock", "j")}


def test_two_start_events_cannot_meet_in_a_parallel_join() -> None:
    found = findings("""
        start s
        start t : <messageEventDefinition/>
        and j
        end e
        s > j > e
        t > j
    """)

    assert {(each.rule, each.element_id) for each in found} == {("deadlock", "j")}


def test_several_tokens_that_are_meant_are_only_a_warning() -> None:
    meant = (
        '<extensionElements><spiffworkflow:properties><spiffworkflow:property name="severalTokens" '
        'value="meant"/></spiffworkflow:properties></extensionElements>'
    )

    found = findings(f"""
        start s
        and g
        user a
        user b
        xor m : {meant}
        user c
        end e
        s > g > a > m > c > e
        g > b > m
    """)

    assert [(each.rule, each.severity) for each in found] == [("lack-of-synchronisation", "warning")]


@pytest.mark.parametrize("name", SOUND)
def test_sound_diagrams_raise_no_alarm(name: str) -> None:
    assert findings(SOUND[name], variables={"x", "y", "again"}) == []


def test_a_step_that_no_start_leads_to_is_unreachable() -> None:
    found = findings("""
        start s
        end e
        user a
        user b
        s > e
        a > b > a
    """)

    assert {("unreachable", "a"), ("unreachable", "b")} <= {(each.rule, each.element_id) for each in found}


def test_an_automatic_loop_without_exit_is_endless() -> None:
    found = findings("""
        start s
        xor m
        script a
        script b
        s > m > a > b > m
    """)

    endless = [each for each in found if each.rule == "endless-automatic-loop"]
    assert [each.element_id for each in endless] == ["m"]
    assert endless[0].path == ("s", "m", "a", "b", "m")


def test_a_loop_through_a_user_task_is_not_automatic_but_still_has_no_end() -> None:
    found = findings("""
        start s
        xor m
        user a
        s > m > a > m
    """)

    assert [(each.rule, each.element_id) for each in found] == [("no-way-to-end", "m")]
    assert found[0].path == ("s", "m", "a", "m")


def test_a_scope_that_an_event_interrupts_may_run_for_ever() -> None:
    assert (
        rules("""
        start s
        sub w {
        start ws
        xor m
        user a
        ws > m > a > m
        }
        boundary enough attachedToRef="w" : <timerEventDefinition/>
        end e
        s > w > e
        enough > e
    """)
        == set()
    )


def test_a_variable_that_nothing_writes_is_undefined() -> None:
    found = findings("""
        start s
        script a : <script>{known: 1}</script>
        xor g
        end e
        end f
        s > a > g
        g > e if known = 1 and misspelt = 2
        g > f else
    """)

    assert [(each.rule, each.element_id, each.path) for each in found] == [
        ("undefined-variable", "g_e", ("s", "a", "g"))
    ]
    assert "'misspelt'" in found[0].message


def test_a_variable_written_on_one_way_only_is_pointed_out_with_the_other_way() -> None:
    found = findings("""
        start s
        xor g
        script a : <script>{known: 1}</script>
        script b : <script>{other: 1}</script>
        xor m
        script use : <script>{double: known * 2}</script>
        end e
        s > g
        g > a if true
        g > b else
        a > m
        b > m
        m > use > e
    """)

    assert [(each.rule, each.severity, each.path) for each in found] == [
        ("maybe-undefined-variable", "warning", ("s", "g", "b", "m", "use"))
    ]


def test_what_a_parallel_branch_writes_is_there_after_the_join() -> None:
    assert (
        findings("""
        start s
        and g
        script a : <script>{one: 1}</script>
        script b : <script>{two: 1}</script>
        and j
        script use : <script>{sum: one + two}</script>
        end e
        s > g > a > j > use > e
        g > b > j
    """)
        == []
    )


def test_form_fields_and_outside_names_are_known() -> None:
    form = (
        '<extensionElements><spiffworkflow:properties><spiffworkflow:property name="formKey" value="f"/>'
        "</spiffworkflow:properties></extensionElements>"
    )
    text = f"""
        start s
        user a : {form}
        script use : <script>{{sum: field + outside + unknown}}</script>
        end e
        s > a > use > e
    """

    found = findings(text, forms={"f": ["field"]}, variables={"outside"})

    assert [each.rule for each in found] == ["undefined-variable"]
    assert "'unknown'" in found[0].message


def test_a_message_that_nobody_sends_has_no_partner() -> None:
    text = """
        ^ <message id="m" name="answer"/>
        start s
        catch c : <messageEventDefinition messageRef="m"/>
        end e
        s > c > e
    """

    assert [(each.rule, each.element_id, each.severity) for each in findings(text, messages=())] == [
        ("no-message-partner", "c", "error")
    ]
    assert findings(text, messages={"answer"}) == []


LOOP = """
    start s
    xor m
    script a : <script>{writes}</script>
    xor g
    end e
    s > m > a > g
    g > m if tries < 3
    g > e else
"""


def test_an_automatic_loop_that_changes_nothing_it_asks_for_never_ends() -> None:
    found = findings(LOOP.replace("{writes}", "{other: 1}"), variables={"tries"})

    assert [(each.rule, each.element_id, each.path) for each in found] == [
        ("loop-never-changes", "m", ("s", "m", "a", "g", "m"))
    ]


def test_an_automatic_loop_that_counts_is_fine() -> None:
    assert findings(LOOP.replace("{writes}", "{tries: tries + 1}"), variables={"tries"}) == []
