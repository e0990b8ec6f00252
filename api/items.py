"""Service items 事项: the catalogue, the guide of each, the form of its first task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import PUBLIC
from api.routes import route
from api.schemas import Parameters
from engine.service.answers import FormView, Text
from engine.service.records import ItemGuide, ItemSummary
from engine.service.requests import ItemQuery

if TYPE_CHECKING:
    from api.calls import Call

items = APIBlueprint("items", __name__, tag="items")


class ItemParameters(Parameters):
    """Which items. ``text`` looks in names, codes and materials, in both languages."""

    text: str | None = Field(None, max_length=100)
    theme: str | None = Field(None, max_length=100)
    department: str | None = Field(None, max_length=100)
    subject: str | None = Field(None, max_length=100)
    province: str | None = Field(None, max_length=6)
    deployed_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An id with its name."""

    id: str
    name: Text


@route(items, "GET", "/items", rule=PUBLIC, query=ItemParameters, answer=tuple[ItemSummary, ...])
def list_items(call: Call, query: ItemParameters) -> tuple[ItemSummary, ...]:
    """The catalogue of service items 事项目录."""
    return call.tongban.items.search(
        ItemQuery(
            text=query.text,
            theme=query.theme,
            department=query.department,
            subject=query.subject,
            province=query.province,
            deployed_only=query.deployed_only,
        )
    )


@route(items, "GET", "/items/<item_id>", rule=PUBLIC, answer=ItemGuide)
def read_guide(call: Call, item_id: str) -> ItemGuide:
    """The guide of an item 办事指南: who, where, what to bring, how long, how much, on what basis."""
    return call.tongban.items.guide(item_id=item_id)


@route(items, "GET", "/items/<item_id>/form", rule=PUBLIC, answer=FormView)
def read_item_form(call: Call, item_id: str) -> FormView:
    """The form with which an item is applied for 申请表单: JSON Schema, layout, texts in both languages."""
    return call.tongban.items.form(item_id=item_id)


@route(items, "GET", "/departments", rule=PUBLIC, answer=tuple[Choice, ...])
def list_departments(call: Call) -> tuple[Choice, ...]:
    """Departments of the catalogue 部门."""
    return tuple(Choice(id=key, name=name) for key, name in call.tongban.items.departments())


@route(items, "GET", "/themes", rule=PUBLIC, answer=tuple[Choice, ...])
def list_themes(call: Call) -> tuple[Choice, ...]:
    """Life events 主题."""
    return tuple(Choice(id=key, name=name) for key, name in call.tongban.items.themes())
