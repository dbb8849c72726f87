"""Rebuilding views: the gateway asks page by page, and each owner tells its states again."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field, JsonValue

from hirewire_contracts.message import Event


class StatesWanted(Event):
    """A view of this workspace is being rebuilt; its owner tells what comes ``after`` that id."""

    type: ClassVar[str] = "gateway.states_wanted.v1"
    about: ClassVar[str] = "rebuild_id"

    rebuild_id: UUID
    view: str = Field(pattern=r"^[a-z_]+$", max_length=60)
    after: UUID | None = None
    limit: int = Field(default=200, ge=1, le=1000)


class StatesTold(Event):
    """One page of states, by id; the next one begins after ``last``, which is None at the end.

    Told by the service that owns the view. A state is what its events carry.
    """

    type: ClassVar[str] = "chassis.states_told.v1"
    about: ClassVar[str] = "rebuild_id"

    rebuild_id: UUID
    view: str
    states: tuple[dict[str, JsonValue], ...]
    last: UUID | None = None


MESSAGES = (StatesWanted, StatesTold)
