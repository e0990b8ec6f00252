"""Forms of a deployed version: to show, and to check data against without completing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.service.limits import check_size

if TYPE_CHECKING:
    from engine.service.answers import FormView, JsonObject
    from engine.service.surroundings import Surroundings


class Forms:
    """Forms by digest of the version and key."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives the definitions."""
        self._around = around

    def read(self, *, digest: str, key: str) -> FormView:
        """A form. Raises NotFoundError."""
        return self._around.definitions.get(digest).forms[key].view

    def check(self, *, digest: str, key: str, data: JsonObject) -> JsonObject:
        """The data as they would be kept. Raises FormError, naming each field."""
        check_size(data, self._around.settings.case_data_bytes)
        return self._around.definitions.get(digest).forms[key].accepted(data)
