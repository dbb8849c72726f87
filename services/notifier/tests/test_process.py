import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aio_pika import Message as Delivery
from aio_pika import connect
from hirewire_chassis import Context, Database
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import wrap
from hirewire_chassis.topology import EVENTS, declare, service_topology
from hirewire_contracts import Message
from hirewire_contracts.matching import MatchRunCompleted
from hirewire_contracts.notifications import NotificationChanged
from hirewire_contracts.users import User, UserRegistered
from hirewire_notifier.main import listening
from sqlalchemy import text


@pytest.fixture
async def queues(vhost: Vhost) -> None:
    """The service's queues, which keep what comes before it runs, and somebody who hears it."""
    subscriptions = {each.name: tuple(each.handlers) for each in listening()}
    connection = await connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        await declare(channel, service_topology("notifier", subscriptions))
        await declare(channel, service_topology("gateway", {"views": (NotificationChanged,)}))


@pytest.fixture
async def process(
    databases: Databases, vhost: Vhost, mail_server: Any, queues: None
) -> AsyncIterator[Process]:
    """The notifier as it runs anywhere."""
    settings = {
        "DATABASE_URL": databases.url_of("notifier"),
        "AMQP_URL": vhost.url,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(mail_server.port),
        "MAIL_FROM": "Hirewire <mail@hirewire.example>",
        "PUBLIC_URL": "https://hw.example",
    }
    environment = os.environ | {f"NOTIFIER_{name}": value for name, value in settings.items()}
    command = (sys.executable, "-m", "hirewire_notifier.main")
    running = await asyncio.create_subprocess_exec(*command, env=environment)
    yield running
    if running.returncode is None:
        running.kill()
        await running.wait()


async def publish(vhost: Vhost, message: Message, context: Context) -> None:
    connection = await connect(vhost.url)
    async with connection:
        exchange = await (await connection.channel()).get_exchange(EVENTS, ensure=False)
        await exchange.publish(
            Delivery(wrap(message, context).to_json(), user_id=vhost.login), message.type
        )


async def until_handled(database: Database, messages: int) -> None:
    async with asyncio.timeout(60):
        while True:
            async with database.reading(Context()) as session:
                if await session.scalar(text("select count(*) from inbox")) == messages:
                    return
            await asyncio.sleep(0.05)


async def test_a_run_told_early_and_often_ends_in_one_mail(
    process: Process,
    vhost: Vhost,
    database: Database,
    mail_server: Any,
    ada: User,
    context: Context,
    completed: Callable[..., MatchRunCompleted],
) -> None:
    run = completed()
    for event in (run, run, UserRegistered(user=ada), run):
        await publish(vhost, event, context)
    letters = 1
    await until_handled(database, 4 + letters)
    assert len(mail_server.received) == letters
    process.terminate()
    assert await process.wait() == 0
