"""Pages for people: who exists here, paying an order, the desk of courier and text messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from werkzeug.wrappers import Response

from simulators.systems import OPERATIONS

if TYPE_CHECKING:
    from simulators.registers import Record, Registers

_TEMPLATES = Environment(
    loader=PackageLoader("simulators"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
}


def start(registers: Registers) -> Response:
    """The list of made-up people, bills and hospitals."""
    return _page(
        "start.html",
        people=list(registers.people.values()),
        settlements=list(registers.settlements.values()),
        institutions=list(registers.institutions.values()),
        operations=OPERATIONS,
    )


def pay(order: Record) -> Response:
    """The page on which one order is paid."""
    return _page("pay.html", order=order)


def desk(registers: Registers) -> Response:
    """Open orders, shipments to deliver and text messages sent."""
    return _page(
        "desk.html",
        orders=list(registers.orders.values()),
        shipments=list(registers.shipments.values()),
        messages=registers.messages[-200:],
    )


def _page(template: str, **values: Any) -> Response:
    text = _TEMPLATES.get_template(template).render(**values)
    return Response(text, content_type="text/html; charset=utf-8", headers=_HEADERS)
