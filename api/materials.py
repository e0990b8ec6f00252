"""Materials 材料 of a case: the checklist, uploads, e-licences, downloads."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from flask import request
from pydantic import Field

from api.authorisation import ACTS_ON_CASES, SEES_CONTENTS, WORKS_IN_OFFICE
from api.calls import Reply
from api.routes import route
from api.schemas import Fields
from engine.errors import FieldProblem, FormError
from engine.service.answers import Download, MaterialView
from engine.service.requests import UploadMaterial

if TYPE_CHECKING:
    from api.calls import Call

materials = APIBlueprint("materials", __name__, tag="materials")

_LONGEST_NAME = 200


class UploadFields(Fields):
    """For which line of the checklist. The file itself is the part ``file``."""

    material_id: str = Field(min_length=1, max_length=100, examples=["photo"])


@route(materials, "GET", "/cases/<case_id>/materials", rule=SEES_CONTENTS, answer=tuple[MaterialView, ...])
def list_materials(call: Call, case_id: str) -> tuple[MaterialView, ...]:
    """The checklist 材料清单: what the item asks for, what the case holds of it."""
    return call.tongban.materials.list(call.actor, case_id=case_id)


@route(
    materials,
    "POST",
    "/cases/<case_id>/materials",
    rule=ACTS_ON_CASES,
    fields=UploadFields,
    file="file",
    answer=MaterialView,
    status=201,
    idempotent=True,
    statuses=(409,),
)
def upload_material(call: Call, case_id: str, fields: UploadFields) -> Reply:
    """Upload a material 上传材料, as multipart form; what kind of file it is, its content tells."""
    sent = request.files.get("file")
    if sent is None:
        raise FormError(form="upload", problems=[_NO_FILE])
    with closing(sent):
        content = sent.stream.read()
    stored = call.tongban.materials.upload(
        call.actor,
        UploadMaterial(
            case_id=case_id,
            material_id=fields.material_id,
            filename=_plain_name(sent.filename),
            content=content,
            key=call.key,
        ),
    )
    return Reply(answer=stored, location=f"/api/v1/cases/{case_id}/materials/{stored.material_ref}/content")


@route(
    materials,
    "POST",
    "/cases/<case_id>/materials/<material_id>/fetch",
    rule=ACTS_ON_CASES,
    answer=MaterialView,
    status=202,
    idempotent=True,
    statuses=(409, 422),
)
def fetch_licence(call: Call, case_id: str, material_id: str) -> MaterialView:
    """Fetch a material from the e-licence service 调取电子证照; it comes in a moment."""
    return call.tongban.materials.fetch_licence(
        call.actor, case_id=case_id, material_id=material_id, key=call.key
    )


@route(
    materials,
    "POST",
    "/cases/<case_id>/materials/<material_id>/hand-in",
    rule=WORKS_IN_OFFICE,
    answer=MaterialView,
    idempotent=True,
    statuses=(409, 422),
)
def hand_in_material(call: Call, case_id: str, material_id: str) -> MaterialView:
    """Note that a material was handed in on paper 收取纸质材料."""
    return call.tongban.materials.hand_in(call.actor, case_id=case_id, material_id=material_id, key=call.key)


@route(
    materials,
    "DELETE",
    "/cases/<case_id>/materials/<material_ref>",
    rule=ACTS_ON_CASES,
    status=204,
    statuses=(409, 422),
)
def remove_material(call: Call, case_id: str, material_ref: str) -> None:
    """Take a material out again 撤下材料; its digest stays in the history."""
    call.tongban.materials.remove(call.actor, case_id=case_id, material_ref=material_ref)


@route(
    materials,
    "GET",
    "/cases/<case_id>/materials/<material_ref>/content",
    rule=SEES_CONTENTS,
    answer=Download,
    tagged=True,
)
def download_material(call: Call, case_id: str, material_ref: str) -> Download:
    """Download a material 下载材料; the ETag is its digest."""
    return call.tongban.materials.download(call.actor, case_id=case_id, material_ref=material_ref)


_NO_FILE = FieldProblem(
    path="/file",
    rule="missing",
    message="Send the file as the part 'file' of the form.",
    message_zh="请在表单的“file”部分上传文件。",
)


def _plain_name(name: str | None) -> str:
    """The last part of what the sender calls the file, without control characters."""
    last = (name or "").replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    shown = "".join(character for character in last if character.isprintable())
    return shown.strip()[-_LONGEST_NAME:] or "file"
