"""What is said on a WebSocket, both ways, as JSON texts.

The client subscribes, pings and renews its login. The server sends an event as
``{"id", "type", "topic", "resource", "at"}`` and answers with the other values of this module.
"""

from datetime import datetime
from enum import IntEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from hirewire_gateway.live.feed import Resource

MAX_MESSAGE = 16_384
Topic = Annotated[str, Field(pattern=r"^[a-z_-]+(:[0-9a-f-]{36})?$")]


class Code(IntEnum):
    """Why the server closes a socket."""

    TRY_AGAIN_LATER = 1013
    BAD_MESSAGE = 4400
    LOGIN_ENDED = 4401
    TOO_SLOW = 4408


class Closing(Exception):  # noqa: N818 - the end of a conversation, not always an error
    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Said(BaseModel):
    model_config = ConfigDict(frozen=True)


class Subscribe(Said):
    """From now on these topics and no others; first what was missed since the event ``after``."""

    type: Literal["subscribe"]
    topics: tuple[Topic, ...] = Field(max_length=100)
    after: UUID | None = None


class Ping(Said):
    type: Literal["ping"]


class Renew(Said):
    type: Literal["renew"]
    access_token: str = Field(max_length=8_192)


Request = Annotated[Subscribe | Ping | Renew, Field(discriminator="type")]
_REQUEST: TypeAdapter[Subscribe | Ping | Renew] = TypeAdapter(Request)


class Subscribed(Said):
    """All that was missed has been sent; what follows is new.

    ``after`` is the newest event so far, where to resume if none follows; null as long as nothing
    has happened. ``refused`` are topics that do not exist or that
    the user's role does not open.
    """

    type: Literal["subscribed"] = "subscribed"
    topics: tuple[str, ...]
    refused: tuple[str, ...]
    after: UUID | None


class Reset(Said):
    """What was missed is no longer kept: read everything again."""

    type: Literal["reset"] = "reset"


class Pong(Said):
    type: Literal["pong"] = "pong"


class Renewed(Said):
    """The socket stays open until ``expires_at``, or until it is renewed again."""

    type: Literal["renewed"] = "renewed"
    expires_at: datetime


class Frame(Said):
    """An event under the first of its topics that was subscribed to."""

    id: UUID
    type: str
    topic: str
    resource: Resource
    at: datetime


def read_request(text: str) -> Subscribe | Ping | Renew:
    """Raises Closing for what is no message of this protocol."""
    if len(text) > MAX_MESSAGE:
        raise Closing(Code.BAD_MESSAGE, "the message is too long")
    try:
        return _REQUEST.validate_json(text)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = "/".join(str(part) for part in problem["loc"])
        raise Closing(Code.BAD_MESSAGE, f"{where}: {problem['msg']}"[:100]) from None
