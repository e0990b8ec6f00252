"""Definitions 流程定义: immutable versions of items, deployed by analysts, read by everybody of an authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import DEFINES, READS_DEFINITIONS
from api.calls import Reply
from api.routes import route
from api.schemas import Body, Parameters
from engine.service.answers import Download
from engine.service.records import DefinitionView

if TYPE_CHECKING:
    from api.calls import Call

definitions = APIBlueprint("definitions", __name__, tag="definitions")

DEPLOYMENT_LIMIT = 20 * 1024 * 1024
_KINDS = {
    "bpmn": "application/xml",
    "dmn": "application/xml",
    "json": "application/json",
    "yaml": "application/yaml",
}


class DefinitionParameters(Parameters):
    """Of one item, or of all."""

    item_id: str | None = Field(None, max_length=100)


class DeploymentBody(Body):
    """Every file of the bundle, by its path: ``item.yaml``, diagrams, decisions, forms."""

    files: dict[str, str] = Field(min_length=1, max_length=500)


@route(
    definitions,
    "GET",
    "/definitions",
    rule=READS_DEFINITIONS,
    query=DefinitionParameters,
    answer=tuple[DefinitionView, ...],
)
def list_definitions(call: Call, query: DefinitionParameters) -> tuple[DefinitionView, ...]:
    """Versions deployed 已部署版本, newest first."""
    return call.tongban.definitions.list(call.actor, item_id=query.item_id)


@route(
    definitions,
    "POST",
    "/definitions",
    rule=DEFINES,
    body=DeploymentBody,
    answer=DefinitionView,
    status=201,
    largest=DEPLOYMENT_LIMIT,
    statuses=(409,),
)
def deploy_definition(call: Call, body: DeploymentBody) -> Reply:
    """Deploy a version 部署.

    The same files are the same version, so repeating is harmless. A bundle that would not run as drawn is
    refused (422) with every finding: rule, element, what to do.
    """
    files = {path: text.encode() for path, text in body.files.items()}
    deployed = call.tongban.definitions.deploy(call.actor, files=files)
    return Reply(answer=deployed, location=f"/api/v1/definitions/{deployed.digest}")


@route(definitions, "GET", "/definitions/<digest>", rule=READS_DEFINITIONS, answer=DefinitionView)
def read_definition(call: Call, digest: str) -> DefinitionView:
    """One version 查看版本, with its files."""
    return call.tongban.definitions.read(call.actor, digest=digest)


@route(
    definitions,
    "GET",
    "/definitions/<digest>/files/<path:path>",
    rule=READS_DEFINITIONS,
    answer=Download,
    tagged=True,
)
def read_definition_file(call: Call, digest: str, path: str) -> Download:
    """One file of a version 查看文件, byte for byte as deployed."""
    content = call.tongban.definitions.resource(call.actor, digest=digest, path=path)
    kind = _KINDS.get(path.rpartition(".")[2], "application/octet-stream")
    return Download(
        filename=path.rpartition("/")[2],
        content_type=kind,
        content=content,
        digest=f"{digest}/{path}",
    )
