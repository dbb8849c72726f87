"""RabbitMQ users with the least they need: own queues, and the exchanges that lead elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from hirewire_chassis.topology import COMMANDS, DEAD, EVENTS, RETURN


@dataclass(frozen=True, slots=True)
class Permissions:
    """Regular expressions over names, as RabbitMQ wants them; "" permits nothing."""

    configure: str
    write: str
    read: str


def service_permissions(service: str) -> Permissions:
    """Declare and consume one's own queues; publish to the shared exchanges, nothing else.

    Binding a queue needs the right to write to it and to read from the exchange.
    """
    own = rf"hirewire\.{service}\..*"
    shared = "|".join(_literal(name) for name in (COMMANDS, EVENTS, DEAD))
    sources = "|".join(_literal(name) for name in (COMMANDS, EVENTS, RETURN, DEAD))
    return Permissions(
        configure=f"^{own}$",
        write=rf"^({own}|{shared}|hirewire\.delay\.\d\d)$",
        read=f"^({own}|{sources})$",
    )


def foreign_permissions(name: str) -> Permissions:
    """Another program: publishes commands, hears events in queues ``foreign.<name>.*``."""
    own = rf"foreign\.{name}\..*"
    return Permissions(
        configure=f"^{own}$",
        write=f"^({own}|{_literal(COMMANDS)})$",
        read=f"^({own}|{_literal(EVENTS)})$",
    )


@dataclass(frozen=True, slots=True)
class BrokerUser:
    name: str
    password: str
    permissions: Permissions


def service_users(passwords: Mapping[str, str]) -> list[BrokerUser]:
    """One user ``hirewire_<service>`` per service."""
    return [
        BrokerUser(f"hirewire_{service}", password, service_permissions(service))
        for service, password in passwords.items()
    ]


async def ensure_users(management_url: str, vhost: str, users: Iterable[BrokerUser]) -> None:
    """Create the users or renew their passwords and rights, by the management API.

    ``management_url`` is ``http://admin:password@host:port``. Raises httpx.HTTPError.
    """
    async with httpx.AsyncClient(base_url=management_url, trust_env=False, timeout=10) as client:
        for user in users:
            await _put(client, f"/api/users/{quote(user.name, safe='')}", _login(user))
            place = f"/api/permissions/{quote(vhost, safe='')}/{quote(user.name, safe='')}"
            await _put(client, place, _rights(user.permissions))


async def _put(client: httpx.AsyncClient, path: str, body: Mapping[str, Any]) -> None:
    (await client.put(path, json=body)).raise_for_status()


def _login(user: BrokerUser) -> Mapping[str, str]:
    return {"password": user.password, "tags": ""}


def _rights(permissions: Permissions) -> Mapping[str, str]:
    return {
        "configure": permissions.configure,
        "write": permissions.write,
        "read": permissions.read,
    }


def _literal(name: str) -> str:
    return name.replace(".", r"\.")
