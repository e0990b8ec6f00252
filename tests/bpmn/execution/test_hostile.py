"""Nothing in a diagram reaches Python: watched with an audit hook while hostile texts run everywhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from engine.bpmn.transition import CompleteTask, Continue, Start
from engine.errors import TongbanError
from tests.bpmn.execution.driving import Driver, diagram, extension, flow, node, nodes, path

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")
HOSTILE = [
    '__import__("os").system("true")',
    "().__class__.__bases__[0].__subclasses__()",
    'open("/etc/passwd").read()',
    'eval("1+1")',
    'exec("import os")',
    "exit()",
    '{a: __import__("os")}',
    '"".format.__globals__',
    "(lambda: 0).__code__",
    'import os; os.system("true")',
    "{x: function(a) external {java: {class: &quot;java.lang.Runtime&quot;, method signature: &quot;exec&quot;}}}",
    "for x in 1..1000000000 return x",
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")',
    "@&quot;/etc/passwd&quot;",
    "%{__builtins__}",
    "data.__dict__",
    "now.__class__",
    "today.replace(year: 1)",
]
WATCHED = {
    "exec",
    "compile",
    "import",
    "open",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "subprocess.Popen",
    "socket.connect",
    "ctypes.dlopen",
    "os.listdir",
    "os.remove",
    "pickle.find_class",
    "code.__new__",
}


class Watch:
    """Notes audit events while switched on; audit hooks stay for ever, so there is one for all tests."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self.hook)

    def hook(self, event: str, arguments: tuple[object, ...]) -> None:
        """Called by the interpreter."""
        if self.on and event in WATCHED:
            self.seen.append(f"{event}{arguments!r:.120}")


_watch = Watch()


@pytest.fixture
def watch() -> Iterator[Watch]:
    _watch.seen.clear()
    yield _watch
    _watch.on = False


def escaped(text: str) -> str:
    plain = text.replace("&quot;", '"')
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def models(text: str) -> Iterator[bytes]:
    """A diagram for each place where an expression may stand."""
    bad = escaped(text)
    task = path("start", "t", "done")
    yield diagram(ENDS, node("scriptTask", "t", f"<script>{bad}</script>"), task)
    yield diagram(
        ENDS,
        nodes("exclusiveGateway", "t"),
        path("start", "t"),
        flow("t", "done", text.replace("&quot;", '"')),
    )
    for form in ("timeDuration", "timeDate", "timeCycle"):
        timer = f"<timerEventDefinition><{form}>{bad}</{form}></timerEventDefinition>"
        yield diagram(ENDS, node("intermediateCatchEvent", "t", timer), task)
    condition = f"<conditionalEventDefinition><condition>{bad}</condition></conditionalEventDefinition>"
    yield diagram(ENDS, node("intermediateCatchEvent", "t", condition), task)
    for inner in (
        f"<loopCardinality>{bad}</loopCardinality>",
        f"<loopDataInputRef>{bad}</loopDataInputRef>",
        f"<loopCardinality>2</loopCardinality><completionCondition>{bad}</completionCondition>",
    ):
        yield diagram(
            ENDS,
            node(
                "task", "t", f"<multiInstanceLoopCharacteristics>{inner}</multiInstanceLoopCharacteristics>"
            ),
            task,
        )
    loop = f'<standardLoopCharacteristics loopMaximum="2"><loopCondition>{bad}</loopCondition></standardLoopCharacteristics>'
    yield diagram(ENDS, node("task", "t", loop), task)
    parameter = f'<spiffworkflow:parameters><spiffworkflow:parameter id="a" type="str" value="{bad}"/></spiffworkflow:parameters>'
    call = extension(
        f'<spiffworkflow:serviceTaskOperator id="s/o">{parameter}</spiffworkflow:serviceTaskOperator>'
    )
    yield diagram(ENDS, node("serviceTask", "t", call), task)
    for name in ("preScript", "postScript"):
        yield diagram(
            ENDS, node("task", "t", extension(f"<spiffworkflow:{name}>{bad}</spiffworkflow:{name}>")), task
        )
    due = extension(
        f'<spiffworkflow:properties><spiffworkflow:property name="dueDate" value="{bad}"/></spiffworkflow:properties>'
    )
    yield diagram(ENDS, node("userTask", "t", due), task)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_place_of_a_diagram_runs_python(text: str, watch: Watch) -> None:
    for strict in (True, False):
        for model in models(text):
            try:
                case = Driver(model, strict=strict)
                case.start(n=1)  # imports of the first run are the program's own
            except TongbanError:
                case = None
            watch.on = True
            try:
                case = Driver(model + b"<!-- again -->", strict=strict)
                case.do(Start(data={"n": 1}))
                for task in list(case.tasks):
                    case.do(CompleteTask(task_id=task, data={}))
                if case.state == "running":
                    case.do(Continue())
            except TongbanError:
                pass
            finally:
                watch.on = False

    assert watch.seen == []


def test_the_watch_sees_what_it_should(watch: Watch) -> None:
    watch.on = True
    eval("1 + 1")  # noqa: S307 (proof that the hook works)
    watch.on = False

    assert watch.seen
