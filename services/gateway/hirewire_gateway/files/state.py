"""A stored file as the REST API shows it."""

from typing import Literal

from hirewire_contracts.message import Value
from hirewire_contracts.values import Stamp

INFECTED = "infected"
FileStatus = Literal["scanning", "ready", "refused"]


class Refusal(Value):
    """Why nothing will be read from this file; ``code``: empty, unsupported_type or infected."""

    code: str
    detail: str


class File(Stamp):
    """``media_type`` is what the content is, whatever the name or the sender says."""

    name: str
    media_type: str
    size: int
    sha256: str
    status: FileStatus
    refusal: Refusal | None = None
