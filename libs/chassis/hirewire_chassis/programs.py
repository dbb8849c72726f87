"""Registering programs of others: a broker user whose name is its grant (docs/adr/0054)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

import aio_pika
import httpx

from hirewire_chassis.broker_users import BrokerUser, Permissions, TopicRight, ensure_users
from hirewire_chassis.feeds import declare_feed, feed_of
from hirewire_chassis.senders import Grant
from hirewire_chassis.topology import COMMANDS

_PATTERN = re.compile(r"[a-z0-9_.*]+")


@dataclass(frozen=True, slots=True)
class Types:
    """Message types a program may send and hear; ``*`` stands for any characters."""

    sends: Sequence[str]
    hears: Sequence[str]


@dataclass(frozen=True, slots=True)
class Broker:
    """Where an administrator gets in, by AMQP and by the management API."""

    amqp_url: str
    management_url: str

    @property
    def vhost(self) -> str:
        return unquote(urlsplit(self.amqp_url).path.removeprefix("/")) or "/"


def program_user(grant: Grant, password: str, types: Types) -> BrokerUser:
    """Own queues ``program.<name>.<workspace>.*``, some commands, some events of its workspace.

    Raises ValueError for a pattern that is none.
    """
    own = re.escape(f"program.{grant.name}.{grant.workspace_id}.") + ".*"
    feed = feed_of(grant.workspace_id)
    return BrokerUser(
        grant.login,
        password,
        Permissions(
            configure=f"^{own}$",
            write=f"^({own}|{re.escape(COMMANDS)})$",
            read=f"^({own}|{re.escape(feed)})$",
        ),
        (
            TopicRight(COMMANDS, write=_any_of(types.sends), read=""),
            TopicRight(feed, write="", read=_any_of(types.hears)),
        ),
    )


async def register(broker: Broker, grant: Grant, password: str, types: Types) -> None:
    """Create the program's login, or renew its password and rights. Raises ValueError."""
    user = program_user(grant, password, types)
    connection = await aio_pika.connect(broker.amqp_url)
    async with connection:
        await declare_feed(await connection.channel(), grant.workspace_id)
    await ensure_users(broker.management_url, broker.vhost, [user])


async def registered(broker: Broker) -> list[Grant]:
    async with _api(broker) as api:
        users = (await api.get("/api/users")).raise_for_status().json()
    grants = (Grant.of(user["name"]) for user in users)
    return [grant for grant in grants if grant is not None]


async def remove(broker: Broker, grant: Grant) -> bool:
    """Its connections end as well; False when there was none. What it has sent is still handled."""
    async with _api(broker) as api:
        answer = await api.delete(f"/api/users/{quote(grant.login, safe='')}")
    if answer.status_code == httpx.codes.NOT_FOUND:
        return False
    answer.raise_for_status()
    return True


def _api(broker: Broker) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=broker.management_url, trust_env=False, timeout=10)


def _any_of(patterns: Sequence[str]) -> str:
    """A regular expression; "" permits nothing."""
    for pattern in patterns:
        if not _PATTERN.fullmatch(pattern):
            raise ValueError(
                f"{pattern!r} is no message type; write e.g. jobs.create_job.v1, jobs.*"
            )
    choices = "|".join(re.escape(pattern).replace(r"\*", ".*") for pattern in patterns)
    return f"^({choices})$" if choices else "^$"
