"""Rules of the house: every route names who may come, is described, and answers only what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_spec_validator import OpenAPIV31SpecValidator

from api.authorisation import PUBLIC, Rule

if TYPE_CHECKING:
    from api.routes import Route
    from tests.api.conftest import Platform

PUBLIC_ROUTES = {
    ("POST", "/sessions"),
    ("GET", "/items"),
    ("GET", "/items/<item_id>"),
    ("GET", "/items/<item_id>/form"),
    ("GET", "/departments"),
    ("GET", "/themes"),
    ("GET", "/progress/<number>"),
    ("GET", "/offices"),
    ("GET", "/offices/<code>"),
    ("GET", "/calendar"),
    ("GET", "/health"),
}
"""Everything that answers without a token. Whoever adds one must mean it."""


def declared(platform: Platform) -> dict[str, Route | None]:
    return {
        rule.rule: getattr(platform.app.view_functions[rule.endpoint], "declared", None)
        for rule in platform.app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not rule.endpoint.startswith("reference.")
    }


def test_every_route_of_the_api_has_an_authorisation_rule(running: Platform) -> None:
    routes = declared(running)

    assert [path for path, route in routes.items() if route is None] == []
    assert all(isinstance(route.rule, Rule) for route in routes.values() if route)
    assert len(routes) > 40


def test_only_the_named_routes_are_public(running: Platform) -> None:
    public = {
        (route.method, route.path)
        for view in running.app.view_functions.values()
        if (route := getattr(view, "declared", None)) is not None and route.rule is PUBLIC
    }

    assert public == PUBLIC_ROUTES


def test_everything_that_changes_something_is_refused_to_nobody_before_it_is_read(running: Platform) -> None:
    refused = []
    for view in running.app.view_functions.values():
        route = getattr(view, "declared", None)
        if route is None or route.rule is PUBLIC:
            continue
        path = route.path.replace("<path:path>", "x").replace("<", "").replace(">", "")
        answer = running.nobody.send(route.method, path, data=b"{" * 10)
        refused.append((route.method, route.path, answer.status_code))

    assert {status for _, _, status in refused} == {401}


def test_the_description_is_valid_openapi_3_1(running: Platform) -> None:
    spec = running.nobody.get("/openapi.json").get_json()

    OpenAPIV31SpecValidator(spec).validate()
    assert spec["openapi"].startswith("3.1")


def test_every_route_is_described_with_its_rule_and_in_both_languages(running: Platform) -> None:
    spec = running.nobody.get("/openapi.json").get_json()

    operations = [operation for path in spec["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    for operation in operations:
        assert "For: " in operation["description"]
        assert any("\u4e00" <= character <= "\u9fff" for character in operation["summary"])


def test_the_page_of_the_description_needs_no_other_server(running: Platform) -> None:
    page = running.nobody.get("/docs")

    assert page.status_code == 200
    assert "complete_task" in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "<script" not in page.text
