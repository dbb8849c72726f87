"""Whom the broker vouches for, and in whose name that login may speak (docs/adr/0054).

RabbitMQ takes the property ``user_id`` only from the user of that name. What Hirewire's own logins
publish is taken at its word. A program's login says in its name what an administrator granted it;
whatever else its messages claim, of workspaces, persons or roles, makes them dead letters.
https://www.rabbitmq.com/docs/validated-user-id
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid5

from aio_pika.abc import AbstractIncomingMessage
from hirewire_contracts import MESSAGES
from hirewire_contracts.roles import HIERARCHY

from hirewire_chassis.errors import PoisonError
from hirewire_chassis.topology import RETURN

SENDER = "hirewire-sender"
FORGED = "forged"
_OURS = "hirewire_"
_LOGIN = re.compile(
    r"program\.(?P<name>[a-z][a-z0-9-]{0,39})\.(?P<role>[a-z_]+)\.(?P<id>[0-9a-f-]{36})"
)


class ForgedError(PoisonError):
    """The sender may not speak like that."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a program may say: in one workspace, as itself, with at most this role."""

    name: str
    role: str
    workspace_id: UUID

    @classmethod
    def of(cls, login: str) -> Self | None:
        """The grant that a login is the name of; None for other logins."""
        found = _LOGIN.fullmatch(login)
        if found is None or found["role"] not in HIERARCHY:
            return None
        return cls(found["name"], found["role"], UUID(found["id"]))

    @property
    def login(self) -> str:
        return f"program.{self.name}.{self.role}.{self.workspace_id}"

    @property
    def actor_id(self) -> UUID:
        """The program as an actor; it stays the same when its role changes."""
        return uuid5(self.workspace_id, f"program.{self.name}")


@dataclass(frozen=True, slots=True)
class Sender:
    """``login`` None: nobody vouches. ``key`` is the routing key if this is the first arrival."""

    login: str | None
    key: str | None = None


class Guard:
    """Of a process that logs in to the broker as ``own``.

    Trusted are the logins ``hirewire_...`` and its own: where all services share one login there
    is nothing to tell apart.
    """

    def __init__(self, own: str) -> None:
        self._own = own

    def sender_of(self, delivery: AbstractIncomingMessage) -> Sender:
        """A message that was passed on (a retry, a replay, a dead letter) names its first sender.

        Only services and operators can pass one on; nobody else's word on that counts.
        """
        passed_on = delivery.exchange == RETURN
        named = delivery.headers.get(SENDER)
        if isinstance(named, str) and (passed_on or self._trusts(delivery.user_id)):
            return Sender(named or None)
        return Sender(delivery.user_id, None if passed_on else delivery.routing_key)

    def admit(self, body: bytes, sender: Sender) -> bytes:
        """The message with all that its sender's grant implies.

        Raises ForgedError for what goes beyond it, PoisonError for what is no JSON object.
        """
        if self._trusts(sender.login):
            return body
        if sender.login is None:
            raise ForgedError("nobody vouches for this message: set the AMQP property user_id")
        grant = Grant.of(sender.login)
        if grant is None:
            raise ForgedError(f"{sender.login!r} is not the login of a registered program")
        attributes = _attributes(body)
        _check_type(attributes, sender)
        return json.dumps({**attributes, **_identity(attributes, grant)}).encode()

    def _trusts(self, login: str | None) -> bool:
        return login is not None and (login == self._own or login.startswith(_OURS))


def login_of(amqp_url: str) -> str:
    """The user of an AMQP URL, as the broker knows it."""
    return unquote(urlsplit(amqp_url).username or "guest")


def _attributes(body: bytes) -> dict[str, Any]:
    try:
        attributes = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise PoisonError(f"the message is no JSON: {error}") from error
    if not isinstance(attributes, dict):
        raise PoisonError("the message is no JSON object")
    return attributes


def _check_type(attributes: dict[str, Any], sender: Sender) -> None:
    """The broker has checked the routing key, and services go by the type."""
    said = attributes.get("type")
    if sender.key is not None and said != sender.key:
        raise ForgedError(f"the routing key {sender.key!r} and the type differ")
    known = MESSAGES.get(said) if isinstance(said, str) else None
    if known is not None and known.kind != "command":
        raise ForgedError("only its owner tells an event; programs send commands")


def _identity(attributes: dict[str, Any], grant: Grant) -> dict[str, str]:
    """What the message claims to be and may, or what is granted."""
    if not _is(attributes.get("workspaceid"), grant.workspace_id):
        raise ForgedError(f"{grant.name!r} may not act in the workspace that it names")
    if not _is(attributes.get("actorid"), grant.actor_id):
        raise ForgedError(f"{grant.name!r} may not act in another's name; leave out actorid")
    return {
        "workspaceid": str(grant.workspace_id),
        "actorid": str(grant.actor_id),
        "actorroles": " ".join(_roles(attributes.get("actorroles"), grant)),
    }


def _is(claimed: object, granted: UUID) -> bool:
    return claimed is None or str(claimed).lower() == str(granted)


def _roles(claimed: object, grant: Grant) -> tuple[str, ...]:
    """It may ask for less than it was granted."""
    if claimed is None:
        return (grant.role,)
    roles = tuple(claimed.split()) if isinstance(claimed, str) else None
    granted = HIERARCHY[: HIERARCHY.index(grant.role) + 1]
    if roles is None or not set(roles) <= set(granted):
        raise ForgedError(f"{grant.name!r} was granted {grant.role} and claims more")
    return roles
