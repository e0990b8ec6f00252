"""nat-elicence 电子证照共享: hands out electronic licences as PDF files."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from simulators.licence_pdf import page

if TYPE_CHECKING:
    from simulators.arguments import Arguments
    from simulators.registers import Record, Registers

_ISSUERS = {
    "idcard": ("居民身份证", "公安机关（示例）"),
    "hukou-book": ("居民户口簿", "户口登记机关（示例）"),
    "driver-licence": ("机动车驾驶证", "公安交通管理部门（示例）"),
    "body-cert": ("机动车驾驶人身体条件证明", "医疗机构（示例）"),
    "house-cert": ("不动产权证书", "不动产登记机构（示例）"),
    "insurance-voucher": ("医保电子凭证", "医疗保障局（示例）"),
    "residence-permit": ("居住证", "公安机关（示例）"),
}
_NOTHING: Record = dict.fromkeys(
    ("licenceNo", "name", "issuedBy", "validUntil", "contentType", "contentBase64", "digest")
)


def fetch(registers: Registers, arguments: Arguments) -> Record:
    """``{licenceType, holderIdNo}`` → the licence with its file, or ``found: false``.

    ``licenceType`` is the material's id in the catalogue (``idcard``, ``body-cert`` …). ``validUntil``
    is an ISO date or null for good; a licence that has run out is still found. ``digest`` is the
    SHA-256 of the file, hexadecimal.
    """
    kind = arguments.text("licenceType")
    person = registers.person(arguments.text("holderIdNo"))
    if person is None or kind not in person["documents"]:
        return {"found": False, **_NOTHING}
    title, issuer = _ISSUERS[kind]
    number = person["idNo"] if kind in {"idcard", "driver-licence"} else f"{kind}-{person['key']}".upper()
    valid_until = person["licence"]["expiry"] if kind == "driver-licence" else person["documents"][kind]
    lines = [
        f"姓名 {person['name']}",
        f"编号 {number}",
        f"签发 {issuer}",
        f"有效期至 {valid_until or '长期'}",
    ]
    content = page(title, lines)
    return {
        "found": True,
        "licenceNo": number,
        "name": person["name"],
        "issuedBy": issuer,
        "validUntil": valid_until,
        "contentType": "application/pdf",
        "contentBase64": base64.b64encode(content).decode(),
        "digest": hashlib.sha256(content).hexdigest(),
    }
