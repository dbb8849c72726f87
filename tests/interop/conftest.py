"""The jobs service as a house that programs of others talk to, each with a login of its own."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

import aio_pika
import pytest
from hirewire_chassis.broker_users import BrokerUser, Permissions, ensure_users
from hirewire_chassis.programs import Broker, Types, register, remove
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.senders import Grant
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.testing.broker import BrokerAddress, Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_jobs.main import subscriptions
from pydantic import SecretStr

PASSWORD = "for-tests"
SERVICE = BrokerUser("hirewire_interop", PASSWORD, Permissions(".*", ".*", ".*"))


class JobsProbe(ServiceSettings):
    service: ClassVar[str] = "jobs"


@dataclass(frozen=True, slots=True)
class House:
    """A running jobs service, and a program that was registered there."""

    runtime: Runtime
    vhost: Vhost
    broker: Broker
    grant: Grant

    def url(self, login: str) -> str:
        parts = urlsplit(self.broker.amqp_url)
        place = f"{parts.hostname}:{parts.port}{parts.path}"
        return f"amqp://{quote(login)}:{PASSWORD}@{place}"

    @property
    def program_url(self) -> str:
        return self.url(self.grant.login)

    @property
    def space(self) -> str:
        return f"program.{self.grant.name}.{self.grant.workspace_id}"

    async def tell(self, command: Mapping[str, Any], login: str, **said: Any) -> None:
        """As a program with this login would publish it."""
        connection = await aio_pika.connect(self.url(login))
        async with connection:
            channel = await connection.channel(on_return_raises=True)
            exchange = await channel.get_exchange("hirewire.commands", ensure=False)
            properties = {"user_id": login, "message_id": command["id"], **said}
            key = properties.pop("key", command["type"])
            body = json.dumps(command).encode()
            await exchange.publish(aio_pika.Message(body, **properties), key)


def create_job(title: str = "Night porter", **more: Any) -> dict[str, Any]:
    job_id = str(uuid4())
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "/tests/interop",
        "type": "jobs.create_job.v1",
        "subject": job_id,
        "time": datetime.now(UTC).isoformat(),
        "data": {"job_id": job_id, "job": {"title": title}},
        **more,
    }


@pytest.fixture
async def house(
    databases: Databases, vhost: Vhost, broker_address: BrokerAddress
) -> AsyncIterator[House]:
    await ensure_users(broker_address.management_url, vhost.name, [SERVICE])
    broker = Broker(vhost.url, broker_address.management_url)
    grant = Grant(f"crawler-{uuid4().hex[:8]}", "recruiter", UUID(int=uuid4().int))
    await register(broker, grant, PASSWORD, Types(["jobs.create_job.v1"], ["jobs.*"]))
    await _listen_for_the_absent(vhost)
    url = House(None, vhost, broker, grant).url(SERVICE.name)  # type: ignore[arg-type]
    settings = JobsProbe(
        database_url=SecretStr(databases.url_of("jobs")), amqp_url=SecretStr(url), drain_seconds=3
    )
    async with Runtime(settings, subscriptions()) as runtime, asyncio.timeout(60):
        while set((await runtime.readiness()).values()) != {"ok"}:
            await asyncio.sleep(0.05)
        yield House(runtime, vhost, broker, grant)
    await remove(broker, grant)


async def _listen_for_the_absent(vhost: Vhost) -> None:
    """Events that nobody here takes would wait in the outbox."""
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("absent", durable=True)
        await queue.bind("hirewire.events", "#")
