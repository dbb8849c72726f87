"""What a program may not do, at the broker and by what it says."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg
import pika
import pytest
from hirewire_chassis.programs import Types, program_user, register, registered, remove
from hirewire_chassis.senders import Grant
from hirewire_chassis.testing.databases import Databases
from pika.adapters.blocking_connection import BlockingChannel

from tests.interop.conftest import PASSWORD, House, create_job

REFUSED = (pika.exceptions.AMQPError,)
QUORUM = {"x-queue-type": "quorum"}
COMMAND = "jobs.create_job.v1"


def publishes(exchange: str, key: str, **said: Any) -> Any:
    def attempt(channel: BlockingChannel, _house: House) -> None:
        channel.basic_publish(exchange, key, b"{}", pika.BasicProperties(**said))

    return attempt


def to_the_feed(channel: BlockingChannel, house: House) -> None:
    channel.basic_publish(f"hirewire.feed.{house.grant.workspace_id}", "jobs.job_created.v1", b"{}")


def declares(queue: str) -> Any:
    return lambda channel, _house: channel.queue_declare(queue, durable=True, arguments=QUORUM)


def declares_in_another_s_name(channel: BlockingChannel, house: House) -> None:
    other = f"program.{house.grant.name}.{uuid4()}.events"
    channel.queue_declare(other, durable=True, arguments=QUORUM)


def reads(queue: str) -> Any:
    return lambda channel, _house: channel.basic_get(queue)


def hears(exchange: str, key: str) -> Any:
    def attempt(channel: BlockingChannel, house: House) -> None:
        own = f"{house.space}.q"
        channel.queue_declare(own, durable=True, arguments=QUORUM)
        named = exchange.format(own=house.grant.workspace_id, other=OTHER)
        channel.queue_bind(own, named, key)

    return attempt


OTHER = uuid4()
ATTEMPTS = {
    "an event": publishes("hirewire.events", "jobs.job_created.v1"),
    "an event in its feed": to_the_feed,
    "straight into a queue": publishes("", "hirewire.jobs.commands.v1"),
    "by the way back of retries": publishes("hirewire.return", "hirewire.jobs.commands.v1"),
    "by a delay": publishes("hirewire.delay.00", "0.hirewire.jobs.commands.v1"),
    "a dead letter": publishes("hirewire.dead", "hirewire.jobs.commands.v1"),
    "a command that was not granted": publishes("hirewire.commands", "jobs.update_job.v1"),
    "a question to operate": publishes("hirewire.questions", "hirewire.jobs.questions.v1"),
    "an answer": publishes("hirewire.answers", f"hirewire.gateway.answers.{'0' * 32}"),
    "an inner command": publishes("hirewire.commands", "notifier.deliver_email.v1"),
    "as somebody else": publishes("hirewire.commands", COMMAND, user_id="hirewire_gateway"),
    "an exchange": lambda channel, _h: channel.exchange_declare("hirewire.mine", durable=True),
    "no more commands": lambda channel, _h: channel.exchange_delete("hirewire.commands"),
    "a service's queue": declares("hirewire.jobs.extra.v1"),
    "any queue": declares("mine"),
    "a queue of its namesake": declares_in_another_s_name,
    "reading commands": reads("hirewire.jobs.commands.v1"),
    "reading dead letters": reads("hirewire.jobs.dead.v1"),
    "all events of all": hears("hirewire.events", "jobs.*.v1"),
    "more events than granted": hears("hirewire.feed.{own}", "#"),
    "events of no grant": hears("hirewire.feed.{own}", "gateway.user_registered.v1"),
    "another's feed": hears("hirewire.feed.{other}", "jobs.*.v1"),
    "questions to others": hears("hirewire.questions", "hirewire.jobs.questions.v1"),
    "answers to others": hears("hirewire.answers", "#"),
    "commands of others": hears("hirewire.commands", COMMAND),
}


def try_all(house: House) -> list[str]:
    """The attempts that the broker did not refuse."""
    allowed = []
    for name, attempt in ATTEMPTS.items():
        connection = pika.BlockingConnection(pika.URLParameters(house.program_url))
        channel = connection.channel()
        channel.confirm_delivery()
        try:
            attempt(channel, house)
        except REFUSED as error:
            if "ACCESS_REFUSED" not in repr(error) and "PRECONDITION_FAILED" not in repr(error):
                allowed.append(f"{name}: {error!r}")
        else:
            allowed.append(name)
        if connection.is_open:
            connection.close()
    return allowed


async def test_the_broker_refuses_all_but_what_was_granted(house: House) -> None:
    other = Grant("other", "viewer", OTHER)
    await register(house.broker, other, PASSWORD, Types([], []))
    try:
        assert await asyncio.to_thread(try_all, house) == []
        await asyncio.to_thread(publish_granted, house)
        assert {house.grant, other} <= set(await registered(house.broker))
    finally:
        assert await remove(house.broker, other)
    assert not await remove(house.broker, other)


def publish_granted(house: House) -> None:
    """The same way works for what is allowed: it is not the way that was refused."""
    connection = pika.BlockingConnection(pika.URLParameters(house.program_url))
    channel = connection.channel()
    channel.confirm_delivery()
    publishes("hirewire.commands", COMMAND)(channel, house)
    hears("hirewire.feed.{own}", "jobs.*.v1")(channel, house)
    connection.close()


FORGERIES: dict[str, dict[str, Any]] = {
    "another workspace": {"workspaceid": str(uuid4())},
    "another actor": {"actorid": str(uuid4())},
    "a higher role": {"actorroles": "owner"},
    "another type than its key": {"type": "jobs.update_job.v1"},
    "an event": {"type": "jobs.job_created.v1"},
}


async def test_forgeries_become_dead_letters_without_a_trace_elsewhere(
    house: House, databases: Databases
) -> None:
    login = house.grant.login
    for said in FORGERIES.values():
        await house.tell(create_job(**said), login, key=COMMAND)
    await house.tell(create_job(), login, user_id=None, key=COMMAND)
    named = {"hirewire-sender": "hirewire_gateway", "hirewire-attempt": 3}
    victim = create_job(workspaceid=str(uuid4()), correlationid=str(uuid4()), actorroles="owner")
    await house.tell(victim, login, headers=named)
    await house.tell(honest := create_job(), login)

    connection = await asyncpg.connect(databases.admin_url)
    try:
        async with asyncio.timeout(60):
            while await connection.fetchval("select count(*) from jobs.dead_letters") < 7:
                await asyncio.sleep(0.1)
            while not await connection.fetchval("select count(*) from jobs.jobs"):
                await asyncio.sleep(0.1)
        await house.runtime.relay.flushed()
        reasons = await connection.fetch("select distinct reason from jobs.dead_letters")
        senders = await connection.fetch(
            "select headers->>'hirewire-sender' as login, count(*) from jobs.dead_letters"
            " group by 1"
        )
        jobs = await connection.fetch("select id, workspace_id from jobs.jobs")
    finally:
        await connection.close()
    assert [row["reason"] for row in reasons] == ["forged"]
    assert {row["login"]: row["count"] for row in senders} == {login: 6, "": 1}
    assert [(str(row["id"]), row["workspace_id"]) for row in jobs] == [
        (honest["subject"], house.grant.workspace_id)
    ]
    told = (await house.vhost.depths())["absent"]
    assert told == 1, "somebody else was told of a forgery"


@pytest.mark.parametrize("pattern", ["jobs.*;", "^", "", "jobs create"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="no message type"):
        program_user(Grant("crawler", "viewer", OTHER), PASSWORD, Types([pattern], []))
