"""What made-up people type into the forms of the bundled items."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from simulators.registers import Registers

_REGISTERS = Registers()
TODAY = _REGISTERS.today
PEOPLE: dict[str, dict[str, Any]] = {person["key"]: person for person in _REGISTERS.people.values()}
EMPLOYER = "91540402MA6T00000J"


def person_fields(key: str, *, applicant_region: str, home_region: str) -> dict[str, Any]:
    """The fields of every application by a natural person."""
    person = PEOPLE[key]
    return {
        "applicantName": person["name"],
        "applicantIdType": "111",
        "applicantIdNo": person["idNo"],
        "applicantPhone": person["phone"],
        "applicantRegion": applicant_region,
        "homeRegion": home_region,
        "isAgent": False,
        "resultDelivery": "EMS",
        "deliveryAddress": "示例路1号",
    }


def licence_renewal(key: str = "zhangsan", **more: Any) -> dict[str, Any]:
    """Issued where the person's licence was, renewed at Huize County in Yunnan."""
    held = PEOPLE[key]["licence"]
    return {
        **person_fields(key, applicant_region="530326", home_region=held["issuingRegion"]),
        "licenceNo": PEOPLE[key]["idNo"],
        "vehicleClass": held["vehicleClass"],
        "licenceExpiry": held["expiry"],
        "term": held["term"],
        "issuingRegion": held["issuingRegion"],
        "licenceLost": False,
        "bodyCertDate": (TODAY - timedelta(days=10)).isoformat(),
        "certMode": "EMS",
        **more,
    }


def move_to_linzhi(key: str = "wangwu", **more: Any) -> dict[str, Any]:
    """From Yuzhong in Chongqing to Bayi in Linzhi, handled at the counter of the destination."""
    person = PEOPLE[key]
    return {
        **person_fields(key, applicant_region="540402", home_region="500103"),
        "resultDelivery": "WINDOW",
        "deliveryAddress": None,
        "moverName": person["name"],
        "moverIdNo": person["idNo"],
        "moverRelation": "SELF",
        "migrationReason": "JOB_TRANSFER",
        "moveOutRegion": "500103",
        "moveOutAddress": person["household"]["address"],
        "moveOutPoliceStation": "渝中区派出所",
        "moveInRegion": "540402",
        "moveInAddress": "西藏自治区林芝市巴宜区示例街9号",
        "moveInPoliceStation": "巴宜区派出所",
        "householdType": "FAMILY",
        "headOfHousehold": person["name"],
        "headRelation": "本人",
        "headSignature": person["name"],
        "employerName": "林芝示例单位",
        "employerUscc": EMPLOYER,
        "transferDocType": "TRANSFER_ORDER",
        "transferDocNo": "示例调〔2026〕1号",
        "transferDate": (TODAY - timedelta(days=20)).isoformat(),
        **more,
    }


def filing(key: str = "tashi", **more: Any) -> dict[str, Any]:
    """Insured in Linzhi, living in Chengdu: files online for treatment there."""
    held = PEOPLE[key]["insurance"]
    return {
        **person_fields(key, applicant_region="510107", home_region="540402"),
        "resultDelivery": "ELECTRONIC",
        "deliveryAddress": None,
        "insuredRegion": held["region"],
        "insuranceType": held["insuranceType"],
        "filingCategory": "LONG_RESIDENT",
        "treatRegion": "510104",
        "startDate": TODAY.isoformat(),
        "commitmentSigned": True,
        **more,
    }


def settlement(key: str, number: str, **more: Any) -> dict[str, Any]:
    """A bill of a hospital in Chengdu, paid directly at discharge."""
    bill = next(row for row in _REGISTERS.settlements.values() if row["settlementNo"] == number)
    return {
        **person_fields(key, applicant_region="510107", home_region="540402"),
        "resultDelivery": "ELECTRONIC",
        "deliveryAddress": None,
        "settlementNo": number,
        "insuredRegion": "540402",
        "treatRegion": "510107",
        "orgCode": "H51010700002",
        "orgName": "成都市武侯区示例医院",
        "visitType": "INPATIENT",
        "admissionDate": (TODAY - timedelta(days=7)).isoformat(),
        "dischargeDate": TODAY.isoformat(),
        "totalFee": bill["totalFee"],
        "inScopeFee": bill["inScopeFee"],
        "emergency": False,
        "thirdPartyLiability": False,
        "commitmentSigned": True,
        **more,
    }


def day(offset: int) -> date:
    """A day counted from today in Beijing."""
    return TODAY + timedelta(days=offset)
