"""RabbitMQ users with the least they need: own queues, and the exchanges that lead elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

import httpx

from hirewire_chassis.ladder import LEVELS, delay_exchange
from hirewire_chassis.topology import ANSWERS, COMMANDS, DEAD, EVENTS, QUESTIONS, RETURN


@dataclass(frozen=True, slots=True)
class Permissions:
    """Regular expressions over names, as RabbitMQ wants them; "" permits nothing."""

    configure: str
    write: str
    read: str


@dataclass(frozen=True, slots=True)
class TopicRight:
    """Regular expressions over the routing keys one may publish and bind with."""

    exchange: str
    write: str
    read: str


def service_permissions(service: str, *, asks: bool = False) -> Permissions:
    """Declare and consume one's own queues; publish to the shared exchanges, nothing else.

    Binding a queue needs the right to write to it and to read from the exchange. Who ``asks`` puts
    operators' questions to the others.
    """
    own = rf"hirewire\.{service}\..*"
    asking = (QUESTIONS, ANSWERS) if asks else (ANSWERS,)
    shared = "|".join(_literal(name) for name in (COMMANDS, EVENTS, DEAD, *asking))
    asked = (QUESTIONS, ANSWERS) if asks else (QUESTIONS,)
    sources = "|".join(_literal(name) for name in (COMMANDS, EVENTS, RETURN, DEAD, *asked))
    return Permissions(
        configure=f"^{own}$",
        write=rf"^({own}|{shared}|hirewire\.delay\.\d\d)$",
        read=f"^({own}|{sources})$",
    )


def service_topics(service: str) -> tuple[TopicRight, ...]:
    """Retries, replays and dead letters concern one's own queues; so do the questions one hears."""
    queue = rf"hirewire\.{service}\.[a-z_]+\.v1"
    bits = rf"([01]\.){{{LEVELS}}}"
    nothing = "^$"
    delays = (delay_exchange(level) for level in range(LEVELS))
    return (
        *(TopicRight(exchange, f"^{bits}{queue}$", nothing) for exchange in delays),
        TopicRight(RETURN, nothing, rf"^#\.{queue}$"),
        TopicRight(DEAD, f"^{queue}$", rf"^hirewire\.{service}\.#$"),
        TopicRight(QUESTIONS, r"^hirewire\.[a-z_]+\.questions\.v1$", f"^{queue}$"),
        TopicRight(
            ANSWERS,
            r"^hirewire\.[a-z_]+\.answers\.[0-9a-f]{32}$",
            rf"^hirewire\.{service}\.answers\.[0-9a-f]{{32}}$",
        ),
    )


@dataclass(frozen=True, slots=True)
class BrokerUser:
    name: str
    password: str
    permissions: Permissions
    topics: tuple[TopicRight, ...] = ()
    tags: str = ""


ASKER = "gateway"
"""Operators ask through it; it may also look at RabbitMQ's own counts."""


def service_users(passwords: Mapping[str, str]) -> list[BrokerUser]:
    """One user ``hirewire_<service>`` per service."""
    return [
        BrokerUser(
            f"hirewire_{service}",
            password,
            service_permissions(service, asks=service == ASKER),
            service_topics(service),
            "monitoring" if service == ASKER else "",
        )
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
            for topic in user.topics:
                await _put(client, place.replace("/api/", "/api/topic-", 1), asdict(topic))


async def _put(client: httpx.AsyncClient, path: str, body: Mapping[str, Any]) -> None:
    (await client.put(path, json=body)).raise_for_status()


def _login(user: BrokerUser) -> Mapping[str, str]:
    return {"password": user.password, "tags": user.tags}


def _rights(permissions: Permissions) -> Mapping[str, str]:
    return {
        "configure": permissions.configure,
        "write": permissions.write,
        "read": permissions.read,
    }


def _literal(name: str) -> str:
    return name.replace(".", r"\.")
