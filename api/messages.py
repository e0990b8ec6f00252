"""Messages 消息 from other platforms: a payment came in, a letter was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import SENDS_MESSAGES
from api.calls import Reply
from api.routes import route
from api.schemas import Body
from engine.service.records import Correlated
from engine.service.requests import MessageIn

if TYPE_CHECKING:
    from api.calls import Call

messages = APIBlueprint("messages", __name__, tag="messages")


class MessageBody(Body):
    """A message. ``messageId`` is the sender's own number for it: the same message acts once."""

    name: str = Field(min_length=1, max_length=100, examples=["payment_received"])
    message_id: str = Field(min_length=1, max_length=128)
    correlation_key: str | None = Field(None, min_length=1, max_length=200)
    payload: Any = None


@route(
    messages,
    "POST",
    "/messages",
    rule=SENDS_MESSAGES,
    body=MessageBody,
    answer=Correlated,
    idempotent=True,
    statuses=(404, 409),
)
def correlate_message(call: Call, body: MessageBody) -> Reply:
    """Report something to the case that waits for it 消息送达.

    404 where no case waits for it (yet): send it again later. Sent several times it acts once.
    """
    done = call.tongban.messages.correlate(
        call.actor,
        MessageIn(
            name=body.name,
            message_id=body.message_id,
            correlation_key=body.correlation_key,
            payload=body.payload,
        ),
    )
    return Reply(answer=done, is_replay=done.is_replay)
