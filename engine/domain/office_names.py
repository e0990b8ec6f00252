"""The offices that a region has, with their names in both languages and a made-up but valid credit code.

Departments are called 厅 at a province and 局 below (and in Chongqing); units belong to one department
each and exist at the levels given here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.identifiers import credit_check_character, organisation_check_character
from engine.domain.offices import Office, office_code
from engine.domain.regions import LEVEL_CODES, RegionLevel

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.domain.regions import Region

MUNICIPALITY = "500000"

_DEPARTMENTS: dict[str, tuple[str, str]] = {
    "public-security": ("公安", "Public Security"),
    "human-resources": ("人力资源和社会保障", "Human Resources and Social Security"),
    "medical-insurance": ("医疗保障", "Healthcare Security"),
    "civil-affairs": ("民政", "Civil Affairs"),
    "justice": ("司法", "Justice"),
    "taxation": ("税务", "Taxation"),
    "transport": ("交通运输", "Transport"),
    "health": ("卫生健康", "Health"),
    "housing": ("住房和城乡建设", "Housing and Urban-Rural Development"),
    "market-regulation": ("市场监督管理", "Market Regulation"),
    "disabled-federation": ("残疾人联合会", "Disabled Persons' Federation"),
    "natural-resources": ("自然资源", "Natural Resources"),
    "ecology-environment": ("生态环境", "Ecology and Environment"),
    "agriculture": ("农业农村", "Agriculture and Rural Affairs"),
    "education": ("教育", "Education"),
    "veterans": ("退役军人事务", "Veterans Affairs"),
    "culture-tourism": ("文化和旅游", "Culture and Tourism"),
}
_ALWAYS_BUREAU = frozenset({"medical-insurance", "taxation", "market-regulation"})
"""Called 局 at every level."""
_COMMISSIONS = frozenset({"health"})
_FEDERATIONS = frozenset({"disabled-federation"})


@dataclass(frozen=True, kw_only=True)
class UnitKind:
    """A kind of unit: whose it is (None: every department's), where it exists, what it is called."""

    id: str
    department: str | None
    levels: frozenset[RegionLevel]
    zh: str
    en: str


UNITS = (
    UnitKind(
        id="traffic-police",
        department="public-security",
        levels=frozenset({"province", "prefecture", "county"}),
        zh="{office}交通警察队",
        en="Traffic Police of {region}",
    ),
    UnitKind(
        id="police-station",
        department="public-security",
        levels=frozenset({"county"}),
        zh="{office}中心派出所",
        en="Central Police Station of {region}",
    ),
    UnitKind(
        id="hospital",
        department="medical-insurance",
        levels=frozenset({"prefecture", "county"}),
        zh="{region}人民医院（定点医疗机构）",
        en="People's Hospital of {region} (designated)",
    ),
    UnitKind(
        id="service-hall",
        department=None,
        levels=frozenset({"province", "prefecture", "county"}),
        zh="{region}政务服务大厅（{department}窗口）",
        en="Service Hall of {region}, {department}",
    ),
)
UNIT_IDS = frozenset(unit.id for unit in UNITS)
DEPARTMENT_IDS = frozenset(_DEPARTMENTS)


def offices_of(region: Region, departments: Collection[str], *, full_name: str) -> Iterator[Office]:
    """The offices of these departments in a region and their units; ``full_name`` is ``云南省曲靖市会泽县``."""
    for department in sorted(departments):
        zh, en = _DEPARTMENTS[department]
        office_zh = f"{full_name}{_called(zh, department, region)}"
        yield _office(region, department, None, office_zh, f"{en}, {region.name_en}")
        for unit in UNITS:
            if unit.department in (None, department) and region.level in unit.levels:
                words = {"office": office_zh, "region": full_name, "department": zh}
                english = {"region": region.name_en, "department": en}
                yield _office(region, department, unit.id, unit.zh.format(**words), unit.en.format(**english))


def made_up_credit_code(region: str, department: str, unit: str | None) -> str:
    """A credit code with right checks for an office that exists only here (organisation code begins with T)."""
    units = [None, *(kind.id for kind in UNITS)]
    organisation = f"T{list(_DEPARTMENTS).index(department):02d}{units.index(unit):02d}000"
    first = f"11{region}{organisation}{organisation_check_character(organisation)}"
    return first + credit_check_character(first)


def _office(region: Region, department: str, unit: str | None, zh: str, en: str) -> Office:
    return Office(
        code=office_code(region=region.code, department=department, unit=unit),
        region=region.code,
        department=department,
        unit=unit,
        name_zh=zh,
        name_en=en,
        credit_code=made_up_credit_code(region.code, department, unit),
        level=LEVEL_CODES[region.level],
    )


def _called(zh: str, department: str, region: Region) -> str:
    if department in _FEDERATIONS:
        return zh
    if department in _COMMISSIONS:
        return f"{zh}委员会" if region.level == "province" else f"{zh}局"
    is_bureau = department in _ALWAYS_BUREAU or region.level != "province" or region.code == MUNICIPALITY
    return f"{zh}{'局' if is_bureau else '厅'}"
