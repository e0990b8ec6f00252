"""The card of a service item 事项 (``item.yaml``): read, checked, typed.

Everything the platform must know of an item besides its diagram: names, who applies, which office each
lane is bound to, materials, limits, fees. Unknown keys are refused, so that a slip of the pen is found
when the item is deployed and not when a case needs it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.domain.clock import TimeLimit
from engine.errors import DefinitionRefusedError, Finding

ItemId: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=80)]
CARD_FILE = "item.yaml"
GENERATED = "系统生成"
"""What the catalogue writes as the source of an application form."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BothLanguages(_Strict):
    """The same words in Chinese and English."""

    zh: str
    en: str


class ApplicantFields(_Strict):
    """Which fields of the case data say who the applicant is."""

    name: str | None = None
    id_type: str | None = None
    id_no: str | None = None
    phone: str | None = None
    organisation: str | None = None


class LaneCard(_Strict):
    """Where a lane's office is found: ``region`` is FEEL; ``department`` and ``unit`` are ids or FEEL."""

    region: str
    department: str
    unit: str | None = None


class MaterialCard(_Strict):
    """One line of the checklist. ``when`` (FEEL) says when a conditional material is needed."""

    id: str
    zh: str
    en: str
    need: Literal["required", "conditional", "optional"] = "required"
    when: str | None = None
    e_licence: bool = False
    licence_type: str | None = None
    source: str = ""
    note: str | None = None
    generated: bool = False

    @property
    def is_generated(self) -> bool:
        """Whether Tongban makes it itself from the form, so that nobody has to bring it."""
        return self.generated or self.source == GENERATED


class TimeLimitCard(_Strict):
    """Statutory and promised limits; the clock runs on the promised one."""

    statutory: int | None = None
    statutory_unit: Literal["working-day", "calendar-day", "instant", "none"] = "none"
    statutory_note: str | None = None
    promised_working_days: int | None = None
    note: str | None = None
    clock_excludes: tuple[str, ...] = ()

    def limit(self) -> TimeLimit:
        """The limit that the case clock runs on."""
        if self.promised_working_days is not None:
            unit: Literal["working-day", "instant"] = (
                "working-day" if self.promised_working_days else "instant"
            )
            return TimeLimit(days=self.promised_working_days, unit=unit)
        if self.statutory_unit == "instant":
            return TimeLimit(days=0, unit="instant")
        if self.statutory is None or self.statutory_unit == "none":
            return TimeLimit(days=0, unit="none")
        return TimeLimit(days=self.statutory, unit=self.statutory_unit)


class FeeCard(_Strict):
    """What it costs; None where it depends on the case."""

    amount_yuan: float | None = 0
    note: str = ""


class ResultCard(_Strict):
    """What the applicant gets."""

    name_zh: str
    name_en: str
    kind: str = "certificate"
    e_licence: bool = False


class ItemCard(_Strict):
    """An item as the platform runs it."""

    id: ItemId
    kind: Literal["service", "co-operation"] = "service"
    code: str
    basic_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{12}$")]
    name: BothLanguages
    department: str
    theme: str | None = None
    subject: Literal["individual", "enterprise", "both"] = "individual"
    pattern: str | None = None
    modes: tuple[str, ...] = ()
    process: str | None = None
    roles: dict[str, str] = Field(default_factory=dict)
    applicant: ApplicantFields = ApplicantFields()
    lanes: dict[str, LaneCard] = Field(default_factory=dict)
    materials: tuple[MaterialCard, ...] = ()
    time_limit: TimeLimitCard = TimeLimitCard()
    fee: FeeCard = FeeCard()
    result: ResultCard | None = None
    legal_basis: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    facts: tuple[dict[str, Any], ...] = ()
    parameters: dict[str, Any] = Field(default_factory=dict)

    @property
    def process_id(self) -> str:
        """The process that a case of this item runs."""
        return self.process or self.id

    def material(self, material_id: str) -> MaterialCard | None:
        """The line of the checklist with this id."""
        return next((material for material in self.materials if material.id == material_id), None)


def read_card(content: bytes) -> ItemCard:
    """Read ``item.yaml``.

    Raises:
        DefinitionRefusedError: with one finding for each thing that is wrong.
    """
    try:
        loaded = yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise _refused(
            "item.yaml", [_finding("card-yaml", f"it is no YAML: {error}", f"不是有效的 YAML：{error}")]
        ) from error
    if not isinstance(loaded, dict):
        raise _refused("item.yaml", [_finding("card-yaml", "it is no mapping", "应为键值结构")])
    try:
        return ItemCard.model_validate(loaded)
    except ValidationError as error:
        name = str(loaded.get("id", "item.yaml"))
        raise _refused(name, [_problem(dict(entry)) for entry in error.errors(include_url=False)]) from error


def _problem(entry: dict[str, Any]) -> Finding:
    where = ".".join(str(part) for part in entry["loc"])
    return _finding(
        "card-schema",
        f"'{where}' of item.yaml: {entry['msg']}. Correct the card.",
        f"item.yaml 的“{where}”有误：{entry['msg']}。请更正事项卡。",
    )


def _finding(rule: str, message: str, message_zh: str) -> Finding:
    return Finding(rule=rule, element_id=None, message=message, message_zh=message_zh, file=CARD_FILE)


def _refused(name: str, findings: list[Finding]) -> DefinitionRefusedError:
    return DefinitionRefusedError(name=name, findings=findings)
