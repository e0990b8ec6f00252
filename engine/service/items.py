"""Service items 事项: the catalogue with what is deployed of it, the guide, the form to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import NotFoundError
from engine.service.answers import FormView, JsonObject, Text
from engine.service.records import GuideMaterial, ItemGuide, ItemSummary

if TYPE_CHECKING:
    from engine.service.requests import ItemQuery
    from engine.service.surroundings import Surroundings
    from engine.store.rows import DefinitionRow

SUBMIT = "submit"
FIRST_TASK = "submit_application"
_UNITS = {
    "working-day": ("{} 个工作日", "{} working day(s)"),
    "calendar-day": ("{} 日", "{} day(s)"),
    "instant": ("即时办结", "At once"),
    "none": ("无法定时限", "No statutory limit"),
}
_NOTHING = Text(zh="", en="")


class Items:
    """The catalogue, for everybody."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives the catalogue and what is deployed."""
        self._around = around

    def departments(self) -> tuple[tuple[str, Text], ...]:
        """Departments by id and name."""
        return tuple(self._around.catalogue.departments.items())

    def themes(self) -> tuple[tuple[str, Text], ...]:
        """Life events by id and name."""
        return tuple(self._around.catalogue.themes.items())

    def search(self, query: ItemQuery) -> tuple[ItemSummary, ...]:
        """Items that fit, those that are deployed first."""
        deployed = self._deployed()
        asked = deployed if query.deployed_only else self._ids(deployed)
        entries = [self._entry(item_id, deployed.get(item_id)) for item_id in asked]
        found = [entry for entry in entries if _fits(entry, query) and self._is_held(entry, query.province)]
        summaries = [self._summary(entry, deployed.get(entry["id"])) for entry in found]
        return tuple(sorted(summaries, key=lambda item: (not item.is_deployed, item.code)))

    def _is_held(self, entry: JsonObject, province: str | None) -> bool:
        """An item applies in every province; it is held where its department has an office here."""
        directory = self._around.offices.directory
        return province is None or directory.is_present(province=province, department=entry["department"])

    def guide(self, *, item_id: str) -> ItemGuide:
        """The guide 办事指南. Raises NotFoundError."""
        deployed = self._deployed()
        if item_id not in self._ids(deployed):
            raise NotFoundError(kind="item", key=item_id[:100])
        row = deployed.get(item_id)
        entry = self._entry(item_id, row)
        limit, fee, result = entry["time_limit"], entry["fee"], entry.get("result") or {}
        return ItemGuide(
            summary=self._summary(entry, row),
            roles=dict(entry.get("roles") or {}),
            materials=tuple(
                GuideMaterial(
                    material_id=one["id"],
                    name=Text(zh=one["zh"], en=one["en"]),
                    need=one["need"],
                    e_licence=bool(one["e_licence"]),
                    source=one.get("source") or "",
                )
                for one in entry["materials"]
            ),
            statutory_limit=_limit(limit.get("statutory_unit") or "none", limit.get("statutory")),
            promised_limit=_promised(limit.get("promised_working_days")),
            fee=_fee(fee),
            result=Text(zh=result.get("name_zh", ""), en=result.get("name_en", "")),
            legal_basis=tuple(entry.get("legal_basis") or ()),
            exceptions=tuple(entry.get("exceptions") or ()),
            card=row.card if row is not None else {},
        )

    def form(self, *, item_id: str) -> FormView:
        """The form of the first task. Raises NotFoundError where the item is not deployed or has none."""
        with self._around.database.glance() as work:
            row = work.definitions.current(item_id)
        if row is None or row.card["kind"] != "service":
            raise NotFoundError(kind="item", key=item_id[:100])
        loaded = self._around.definitions.get(row.digest)
        for element in loaded.process.elements.values():
            is_first = element.properties.get("purpose") == SUBMIT or element.id == FIRST_TASK
            key = loaded.form_key(element.properties.get("formKey"))
            if is_first and key is not None:
                return loaded.forms[key].view
        raise NotFoundError(kind="form", key=item_id[:100])

    # --- inside

    def _deployed(self) -> dict[str, DefinitionRow]:
        with self._around.database.read() as work:
            rows = work.definitions.versions(current_only=True)
        return {row.item_id: row for row in rows if row.card["kind"] == "service"}

    def _ids(self, deployed: dict[str, DefinitionRow]) -> list[str]:
        known = self._around.catalogue.items
        return [*known, *(item_id for item_id in deployed if item_id not in known)]

    def _entry(self, item_id: str, row: DefinitionRow | None) -> JsonObject:
        """The catalogue's entry, with what the deployed card says in place of it."""
        entry = dict(self._around.catalogue.items.get(item_id, {}))
        if row is not None:
            card = row.card
            entry |= {
                key: value for key, value in card.items() if value not in (None, [], {}) and key != "name"
            }
            entry |= {"name_zh": card["name"]["zh"], "name_en": card["name"]["en"]}
        return entry

    def _summary(self, entry: JsonObject, row: DefinitionRow | None) -> ItemSummary:
        catalogue = self._around.catalogue
        department, theme = str(entry["department"]), str(entry.get("theme") or "")
        return ItemSummary(
            item_id=entry["id"],
            code=entry["code"],
            name=Text(zh=entry["name_zh"], en=entry["name_en"]),
            department=department,
            department_name=catalogue.departments.get(department, Text(zh=department, en=department)),
            theme=theme,
            theme_name=catalogue.themes.get(theme, _NOTHING),
            subject=entry["subject"],
            pattern=str(entry.get("pattern") or ""),
            modes=tuple(entry.get("modes") or ()),
            promised_working_days=entry["time_limit"].get("promised_working_days"),
            fee_yuan=entry["fee"].get("amount_yuan"),
            is_deployed=row is not None,
            version=row.version if row is not None else None,
            definition_digest=row.digest if row is not None else None,
        )


def _fits(entry: JsonObject, query: ItemQuery) -> bool:
    wanted: dict[str, Any] = {"theme": query.theme, "department": query.department}
    if any(value is not None and entry.get(name) != value for name, value in wanted.items()):
        return False
    if query.subject is not None and entry["subject"] not in (query.subject, "both"):
        return False
    return _has_words(entry, query.text)


def _has_words(entry: JsonObject, text: str | None) -> bool:
    """Every word stands in a name, the code, the id or a material, in either language."""
    words = (text or "").casefold().split()
    where = [entry["name_zh"], entry["name_en"], entry["code"], entry["id"]]
    where += [one[language] for one in entry["materials"] for language in ("zh", "en")]
    whole = "\n".join(where).casefold()
    return all(word in whole for word in words)


def _limit(unit: str, days: int | None) -> Text:
    zh, en = _UNITS[unit]
    if "{}" in zh and days is None:
        return Text(zh="未规定", en="Not fixed")
    return Text(zh=zh.format(days), en=en.format(days))


def _promised(days: int | None) -> Text:
    if days is None:
        return Text(zh="未承诺", en="No promise")
    return _limit("working-day" if days else "instant", days)


def _fee(fee: JsonObject) -> Text:
    amount, note = fee.get("amount_yuan"), str(fee.get("note") or "")
    if amount is None:
        return Text(zh=note or "视情况", en="Depends on the case")
    return Text(zh=note or f"{amount:g} 元", en="Free of charge" if not amount else f"{amount:g} yuan")
