"""The stand-ins as one WSGI application: operations, pages for people, and switches for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from simulators import pages
from simulators.control import Control
from simulators.json_body import as_json, json_object
from simulators.operations import Operations
from simulators.refusal import Refusal
from simulators.routing import URLS
from simulators.systems import payment
from simulators.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from werkzeug.wrappers import Response

    from simulators.callbacks import Callbacks
    from simulators.registers import Registers

LARGEST_BODY = 2_000_000


class Simulators:
    """The WSGI application: finds out what is asked and hands it to operations, control or a page."""

    def __init__(
        self, registers: Registers, callbacks: Callbacks, *, token: str, deliver_after: float | None = None
    ) -> None:
        """``token``: callers' bearer. ``deliver_after``: seconds until the courier delivers by itself."""
        self.world = World(registers, callbacks, deliver_after=deliver_after)
        self.operations = Operations(self.world, token=token)
        self.control = Control(self.world, self.operations)
        self._pages: dict[str, Callable[..., Response]] = {
            "start_page": self._start_page,
            "desk_page": self._desk_page,
            "pay_page": self._pay_page,
            "pay_order": self._pay_order,
            "deliver_shipment": self._deliver_shipment,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> WSGIApplication:
        try:
            endpoint, values = URLS.bind_to_environ(request.environ).match()
            return self._dispatch(request, endpoint, values)
        except Refusal as refusal:
            return as_json(refusal.problem(), refusal.status)
        except HTTPException as error:
            return error.get_response(request.environ)

    def _dispatch(self, request: Request, endpoint: str, values: Any) -> Response:
        if endpoint == "operation":
            return self.operations.answer(request, **values)
        if endpoint.startswith("control_"):
            method = getattr(self.control, endpoint.removeprefix("control_"))
            return as_json(method(request, **values))
        with self.world.lock:
            return self._pages[endpoint](request, **values)

    def _start_page(self, _request: Request) -> Response:
        return pages.start(self.world.registers)

    def _desk_page(self, _request: Request) -> Response:
        return pages.desk(self.world.registers)

    def _pay_page(self, _request: Request, order_no: str) -> Response:
        return pages.pay(payment.order_of(self.world.registers, order_no))

    def _pay_order(self, request: Request, order_no: str) -> Response:
        answer = self.world.pay(order_no)
        if _wants_page(request):
            return pages.pay(payment.order_of(self.world.registers, order_no))
        return as_json(answer)

    def _deliver_shipment(self, request: Request, waybill_no: str) -> Response:
        signed_by = json_object(request).get("signedBy") if request.is_json else None
        answer = self.world.deliver(waybill_no, signed_by)
        return pages.desk(self.world.registers) if _wants_page(request) else as_json(answer)


def _wants_page(request: Request) -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
