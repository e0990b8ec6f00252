"""The demo's people: who they are, where they work. Passwords are not here: they are made at the first start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from engine.domain.actors import Role

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """An account of the demo. ``id_no`` and ``phone`` only for applicants, made up with right checks."""

    account_id: str
    name: str
    roles: frozenset[Role]
    office: str | None = None
    id_no: str | None = None
    phone: str | None = None


def _staff(account_id: str, name: str, role: Role, office: str | None = None) -> DemoPerson:
    return DemoPerson(account_id=account_id, name=name, roles=frozenset({role}), office=office)


DEMO_STAFF: tuple[DemoPerson, ...] = (
    _staff("huize.traffic", "会泽交警窗口 甲", Role.CLERK, "530326-public-security-traffic-police"),
    _staff("huize.traffic2", "会泽交警窗口 乙", Role.CLERK, "530326-public-security-traffic-police"),
    _staff("huize.traffic.lead", "会泽交警负责人", Role.OFFICE_LEAD, "530326-public-security-traffic-police"),
    _staff("ziyang.traffic", "资阳交警窗口", Role.CLERK, "512000-public-security-traffic-police"),
    _staff("yanjiang.traffic", "雁江交警窗口", Role.CLERK, "512002-public-security-traffic-police"),
    _staff("linzhi.police", "巴宜派出所窗口", Role.CLERK, "540402-public-security-police-station"),
    _staff(
        "linzhi.police.lead", "巴宜派出所负责人", Role.OFFICE_LEAD, "540402-public-security-police-station"
    ),
    _staff("linzhi.public", "巴宜公安户政", Role.CLERK, "540402-public-security"),
    _staff("linzhi.public.lead", "巴宜公安负责人", Role.OFFICE_LEAD, "540402-public-security"),
    _staff("chongqing.police", "渝中派出所窗口", Role.CLERK, "500103-public-security-police-station"),
    _staff(
        "chongqing.police.lead", "渝中派出所负责人", Role.OFFICE_LEAD, "500103-public-security-police-station"
    ),
    _staff("chongqing.public", "渝中公安户政", Role.CLERK, "500103-public-security"),
    _staff("linzhi.medical", "巴宜医保窗口", Role.CLERK, "540402-medical-insurance"),
    _staff("linzhi.medical.lead", "巴宜医保负责人", Role.OFFICE_LEAD, "540402-medical-insurance"),
    _staff("chengdu.hospital", "武侯定点医院窗口", Role.CLERK, "510107-medical-insurance-hospital"),
    _staff(
        "chengdu.hospital.lead", "武侯定点医院负责人", Role.OFFICE_LEAD, "510107-medical-insurance-hospital"
    ),
    _staff("sichuan.medical", "四川医保", Role.CLERK, "510000-medical-insurance"),
    _staff("chengdu.medical", "成都医保", Role.CLERK, "510100-medical-insurance"),
    _staff("analyst", "流程分析员", Role.ANALYST),
    _staff("auditor", "审计员", Role.AUDITOR),
    _staff("admin", "系统管理员", Role.ADMINISTRATOR),
)

_FEWER: tuple[DemoPerson, ...] = (
    DemoPerson(
        account_id="zhangsan",
        name="张三",
        roles=frozenset({Role.APPLICANT}),
        id_no="512002199001019017",
        phone="13900000001",
    ),
    DemoPerson(
        account_id="lisi",
        name="李四",
        roles=frozenset({Role.APPLICANT}),
        id_no="512002198808089038",
        phone="13900000002",
    ),
)
"""Where the file of made-up people is not there."""

DEMO_SYSTEMS = ("ga-traffic", "ga-population", "nhsa", "pay-nontax", "courier-ems")
"""Platforms that report messages, each with a token account of its own."""


def demo_applicants(people: Path) -> tuple[DemoPerson, ...]:
    """The made-up people of the simulators as applicants; two of them where the file is missing."""
    if not people.is_file():
        return _FEWER
    loaded = yaml.safe_load(people.read_bytes())
    return tuple(
        DemoPerson(
            account_id=str(entry["key"]),
            name=str(entry["name"]),
            roles=frozenset({Role.APPLICANT}),
            id_no=str(entry["idNo"]),
            phone=str(entry["phone"]),
        )
        for entry in loaded["people"]
    )
