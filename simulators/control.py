"""Switches for tests and demonstrations under ``/_control``: faults, records, the log of calls.

No real platform has these. They listen on loopback like everything here and need no token.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from simulators.faults import Fault
from simulators.json_body import json_object
from simulators.refusal import Refusal
from simulators.systems import OPERATIONS

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

    from simulators.operations import Operations
    from simulators.registers import Record
    from simulators.world import World


class Control:
    """One method per address of ``routing.URLS`` that begins with ``control_``."""

    def __init__(self, world: World, operations: Operations) -> None:
        """The registers and the door whose switches these are."""
        self._world = world
        self._operations = operations

    def health(self, _request: Request) -> Record:
        """Alive, and which systems are here."""
        return {"status": "ok", "systems": sorted(OPERATIONS)}

    def calls(self, request: Request) -> list[Record]:
        """The log of calls, oldest first; ``?system=``, ``?operation=``, ``?caseNumber=`` filter."""
        wanted = request.args.to_dict()
        with self._world.lock:
            rows = [call.as_json() for call in self._operations.calls]
        return [row for row in rows if all(row.get(key) == value for key, value in wanted.items())]

    def callbacks(self, _request: Request) -> list[Record]:
        """What was or will be reported to the platform."""
        return [asdict(callback) for callback in list(self._world.callbacks.log)]

    def messages(self, _request: Request) -> list[Record]:
        """Text messages sent, oldest first."""
        return list(self._world.registers.messages)

    def orders(self, request: Request) -> list[Record]:
        """Payment orders; ``?caseNumber=`` filters."""
        return _of_case(request, list(self._world.registers.orders.values()))

    def shipments(self, request: Request) -> list[Record]:
        """Shipments; ``?caseNumber=`` filters."""
        return _of_case(request, list(self._world.registers.shipments.values()))

    def people(self, _request: Request) -> list[Record]:
        """The made-up people with their records as they stand."""
        return list(self._world.registers.people.values())

    def change_person(self, request: Request, id_no: str) -> Record:
        """Merge a JSON object into a person's records, e.g. ``{"licence": {"openViolations": 0}}``."""
        with self._world.lock:
            person = self._world.registers.person(id_no)
            return self._merge(person, request)

    def change_settlement(self, request: Request, number: str) -> Record:
        """Merge a JSON object into a hospital bill."""
        with self._world.lock:
            return self._merge(self._world.registers.settlements.get(number), request)

    def platform(self, request: Request) -> Record:
        """Where callbacks go from now on: ``{url, token}``."""
        body = json_object(request)
        self._world.callbacks.aim(platform_url=body.get("url"), platform_token=body.get("token"))
        return {"url": body.get("url")}

    def reset(self, _request: Request) -> Record:
        """Everything as at the start: records, faults, log, callbacks under way."""
        self.reset_all()
        return {"reset": True}

    def reset_all(self) -> None:
        """What ``POST /_control/reset`` does."""
        with self._world.lock:
            self._world.registers.reset()
            self._world.registers.save()
            self._world.callbacks.forget()
            self._operations.faults.clear()
            self._operations.calls.clear()

    def fault(self, request: Request, system: str) -> Record:
        """Read or set the fault of one system; see ``Fault.from_json``."""
        if system not in OPERATIONS:
            raise Refusal("unknown_system", f"There is no system '{system}'.", "没有此系统。", status=404)
        if request.method == "POST":
            try:
                fault = Fault.from_json(json_object(request))
            except ValueError as error:
                raise Refusal("invalid_arguments", str(error), str(error), status=400) from error
            with self._world.lock:
                self._operations.faults[system] = fault
        return self._operations.faults.get(system, Fault()).as_json()

    def _merge(self, record: Record | None, request: Request) -> Record:
        if record is None:
            raise Refusal("unknown_record", "There is no such record.", "没有此记录。", status=404)
        _merge_into(record, json_object(request))
        self._world.registers.save()
        return record


def _of_case(request: Request, rows: list[Record]) -> list[Record]:
    wanted = request.args.get("caseNumber")
    return [row for row in rows if wanted is None or row["caseNumber"] == wanted]


def _merge_into(record: Record, change: Record) -> None:
    """RFC 7396: null removes, objects merge, everything else replaces."""
    for key, value in change.items():
        if value is None:
            record.pop(key, None)
        elif isinstance(value, dict) and isinstance(record.get(key), dict):
            _merge_into(record[key], value)
        else:
            record[key] = value
