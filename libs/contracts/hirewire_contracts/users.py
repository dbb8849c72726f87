"""What the gateway tells of the people who use it."""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from hirewire_contracts.message import Event, Value
from hirewire_contracts.values import Count


class User(Value):
    """A person with a login, as far as other services need to know.

    Who is ``disabled`` can't log in and is told nothing.
    """

    id: UUID
    sequence: Count
    email: str
    name: str
    locale: str = "en"
    workspace_id: UUID
    created_at: AwareDatetime
    disabled: bool = False


class UserRegistered(Event):
    type: ClassVar[str] = "gateway.user_registered.v1"
    about: ClassVar[str] = "user"

    user: User


class UserChanged(Event):
    type: ClassVar[str] = "gateway.user_changed.v1"
    about: ClassVar[str] = "user"

    user: User


MESSAGES = (UserRegistered, UserChanged)
