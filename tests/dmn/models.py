"""Small DMN files for tests, written as text: what a test says about its model should fit its screen."""

from __future__ import annotations

from xml.sax.saxutils import escape

NAMESPACES = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
}
FEEL_1_1 = "http://www.omg.org/spec/FEEL/20140401"


def model(*parts: str, namespace: str = "urn:test", name: str = "test", version: str = "1.5") -> bytes:
    """A whole file."""
    return (
        f'<definitions xmlns="{NAMESPACES[version]}" xmlns:feel="{FEEL_1_1}" xmlns:own="{namespace}" '
        f'id="{name}_definitions" name="{name}" namespace="{namespace}">{"".join(parts)}</definitions>'
    ).encode()


def typed(kind: str | None) -> str:
    """The attribute that names a type."""
    return f' typeRef="{kind}"' if kind else ""


def text(feel: str, kind: str | None = None) -> str:
    """A literal expression."""
    return f"<literalExpression{typed(kind)}><text>{escape(feel)}</text></literalExpression>"


def input_data(name: str, kind: str | None = None) -> str:
    """Input data; its id is ``in_`` and its name."""
    return f'<inputData id="in_{name}" name="{name}"><variable name="{name}"{typed(kind)}/></inputData>'


def needs(*references: str) -> str:
    """Requirements by reference: ``in_…`` is input, ``f_…`` knowledge, anything else a decision."""
    return "".join(_requirement(each) for each in references)


def _requirement(reference: str) -> str:
    href = reference if "#" in reference else f"#{reference}"
    identifier = href.rpartition("#")[2]
    if identifier.startswith("f_"):
        return f'<knowledgeRequirement><requiredKnowledge href="{href}"/></knowledgeRequirement>'
    kind = "requiredInput" if identifier.startswith("in_") else "requiredDecision"
    return f'<informationRequirement><{kind} href="{href}"/></informationRequirement>'


def decision(name: str, logic: str = "", *requires: str, kind: str | None = None) -> str:
    """A decision; its id is ``d_`` and its name."""
    return (
        f'<decision id="d_{name}" name="{name}"><variable name="{name}"{typed(kind)}/>'
        f"{needs(*requires)}{logic}</decision>"
    )


def knowledge(
    name: str, parameters: dict[str, str | None], body: str, *requires: str, kind: str | None = None
) -> str:
    """A business knowledge model; its id is ``f_`` and its name."""
    formal = "".join(
        f'<formalParameter name="{each}"{typed(its_kind)}/>' for each, its_kind in parameters.items()
    )
    return (
        f'<businessKnowledgeModel id="f_{name}" name="{name}"><variable name="{name}"{typed(kind)}/>'
        f"<encapsulatedLogic>{formal}{body}</encapsulatedLogic>{needs(*requires)}</businessKnowledgeModel>"
    )


def service(name: str, kind: str | None = None, **members: str) -> str:
    """A decision service; its id is ``f_`` and its name. Members are ids, separated by spaces."""
    inner = "".join(
        f'<{role} href="#{identifier}"/>' for role, ids in members.items() for identifier in ids.split()
    )
    return (
        f'<decisionService id="f_{name}" name="{name}"><variable name="{name}"{typed(kind)}/>'
        f"{inner}</decisionService>"
    )


def item(name: str, kind: str | None = None, *, inner: str = "", collection: bool = False) -> str:
    """An item definition."""
    reference = f"<typeRef>{kind}</typeRef>" if kind else ""
    plural = ' isCollection="true"' if collection else ""
    return f'<itemDefinition name="{name}"{plural}>{reference}{inner}</itemDefinition>'


def component(name: str, kind: str, *, inner: str = "", collection: bool = False) -> str:
    """A part of a structure."""
    plural = ' isCollection="true"' if collection else ""
    return f'<itemComponent name="{name}"{plural}><typeRef>{kind}</typeRef>{inner}</itemComponent>'


def allowed(tests: str) -> str:
    """Allowed values."""
    return f"<allowedValues><text>{escape(tests)}</text></allowedValues>"


def imported(name: str, namespace: str) -> str:
    """An import of another model."""
    return f'<import name="{name}" namespace="{namespace}" importType="{NAMESPACES["1.5"]}"/>'


def table(
    inputs: list[str],
    outputs: list[str],
    rows: list[str],
    *,
    policy: str = "UNIQUE",
    aggregation: str | None = None,
    attributes: str = "",
) -> str:
    """A decision table. Columns may be full elements; a row is ``cell | cell => output | output``."""
    aggregate = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        f'<decisionTable id="t" hitPolicy="{policy}"{aggregate}{attributes}>'
        + "".join(each if each.startswith("<") else column(each) for each in inputs)
        + "".join(each if each.startswith("<") else f'<output name="{each}"/>' for each in outputs)
        + "".join(_row(number, row) for number, row in enumerate(rows, 1))
        + "</decisionTable>"
    )


def column(expression: str, *, values: str | None = None, kind: str | None = None, label: str = "") -> str:
    """An input column."""
    allowed_values = f"<inputValues><text>{escape(values)}</text></inputValues>" if values else ""
    named = f' label="{label}"' if label else ""
    return (
        f"<input{named}><inputExpression{typed(kind)}><text>{escape(expression)}</text></inputExpression>"
        f"{allowed_values}</input>"
    )


def output(name: str, *, values: str = "", default: str | None = None, kind: str | None = None) -> str:
    """An output column."""
    listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    otherwise = (
        f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>"
        if default is not None
        else ""
    )
    return f'<output name="{name}"{typed(kind)}>{listed}{otherwise}</output>'


def _row(number: int, row: str) -> str:
    tests, _, results = row.rpartition("=>")
    cells = [f"<inputEntry><text>{escape(each.strip())}</text></inputEntry>" for each in tests.split("|")]
    given = [f"<outputEntry><text>{escape(each.strip())}</text></outputEntry>" for each in results.split("|")]
    return f'<rule id="r{number}">{"".join(cells if tests.strip() else [])}{"".join(given)}</rule>'
