"""The one way in which a stand-in says no: a problem with a stable code, in both languages."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - a platform's answer, not a fault of ours
    """A request that a platform refuses; ``code`` is what the engine sees as the BPMN error code."""

    def __init__(self, code: str, message: str, message_zh: str, *, status: int = 409) -> None:
        """``status`` is the HTTP status: 400 for bad arguments, 404 for unknown things, 409 for business."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.message_zh = message_zh
        self.status = status

    def problem(self) -> dict[str, object]:
        """The refusal as a problem object (RFC 9457) with ``code`` and the Chinese sentence."""
        return {
            "type": f"urn:simulators:problem:{self.code}",
            "title": self.code,
            "status": self.status,
            "detail": self.message,
            "detail_zh": self.message_zh,
            "code": self.code,
        }
