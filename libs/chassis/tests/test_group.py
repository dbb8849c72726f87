"""Several messages in one transaction: what one of them does must not touch the others."""

import asyncio
import os
import signal
from collections.abc import Sequence
from typing import Any, NoReturn

import aio_pika
import pytest
from hirewire_chassis import (
    Context,
    Database,
    Discard,
    Outcome,
    PoisonError,
    Retry,
    Subscription,
    Transaction,
    conflict,
    failpoints,
    new_id,
)
from hirewire_chassis.consumer import Consumer
from hirewire_chassis.group import GroupProcessor
from hirewire_chassis.headers import REASON
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.processing import Done, Processor
from hirewire_chassis.publisher import Publisher
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import wrap
from hirewire_chassis.topology import COMMANDS, dead_queue, declare, service_topology
from hirewire_contracts.jobs import CreateJob, JobDetails
from sqlalchemy import text

SIZE = 6
_TOLD = "select aggregate, routing_key from outbox order by id"


class Office:
    """One handler that tells something and then does what its command's title says."""

    def __init__(self, event: Any) -> None:
        self.handled: list[str] = []
        self.workspaces: list[str] = []
        self._event = event

    async def handle(self, command: CreateJob, tx: Transaction) -> Outcome:
        self.handled.append(command.job.title)
        seen = text("select current_setting('app.workspace_id')")
        self.workspaces.append(str(await tx.session.scalar(seen)))
        tx.send(self._event(command.job_id))
        await tx.flush()
        match command.job.title:
            case "retry":
                return Retry("not yet")
            case "reject":
                return conflict("no", "No.")
            case "poison":
                raise PoisonError("never")
            case "database":
                await tx.session.execute(text("select 1/0"))
            case "slow":
                await asyncio.sleep(30)
            case "discard":
                return Discard("nothing to do")
        return None

    def subscription(self, **options: Any) -> Subscription:
        return Subscription("commands", {CreateJob: self.handle}, **options)


def commands(titles: Sequence[str]) -> list[CreateJob]:
    return [CreateJob(job_id=new_id(), job=JobDetails(title=title)) for title in titles]


@pytest.fixture
def office(event: Any) -> Office:
    return Office(event)


def group(database: Database, office: Office, deadline: float = 10) -> GroupProcessor:
    processor = Processor(database, office.subscription(), Metrics("jobs"))
    return GroupProcessor(processor, deadline)


async def test_a_group_commits_once_and_all_are_told_in_order(
    database: Database, rows: Any, office: Office, context: Context
) -> None:
    given = commands([f"job {number}" for number in range(SIZE)])

    done = await group(database, office).process([wrap(c, context).to_json() for c in given])

    assert set(done) == set(range(SIZE))
    assert [row["aggregate"] for row in await rows.all(_TOLD)] == [str(c.job_id) for c in given]
    assert len(await rows.all("select distinct received_at from inbox")) == 1
    assert await rows.count("inbox") == SIZE


@pytest.mark.parametrize("fault", ["retry", "reject", "poison", "database"])
async def test_one_that_fails_leaves_no_trace_and_the_others_commit(
    database: Database, rows: Any, office: Office, context: Context, fault: str
) -> None:
    given = commands(["a", "b", fault, "c"])
    bodies = [wrap(command, context).to_json() for command in given]

    done = await group(database, office).process(bodies)

    assert set(done) == {0, 1, 3}
    kept = {str(given[place].job_id) for place in (0, 1, 3)}
    assert {row["aggregate"] for row in await rows.all(_TOLD)} == kept
    assert await rows.count("inbox") == 3


async def test_a_second_delivery_in_a_group_has_no_effect(
    database: Database, rows: Any, office: Office, context: Context
) -> None:
    old, new = (wrap(command, context).to_json() for command in commands(["old", "new"]))
    await group(database, office).process([old])

    done = await group(database, office).process([old, new, new])

    assert done[0] == Done(duplicate=True)
    assert not done[1].duplicate
    assert 2 not in done, "the copy is handled alone, after the group"
    assert office.handled == ["old", "new"]
    assert await rows.count("outbox") == 2


@pytest.mark.parametrize(("place", "kept"), [("before_commit", 0), ("after_commit", SIZE)])
def test_a_kill_in_the_middle_of_a_group_costs_nothing(
    template: str, event: Any, context: Context, place: str, kept: int
) -> None:
    bodies = [wrap(command, context).to_json() for command in commands(["x"] * SIZE)]
    with asyncio.Runner() as runner:
        databases = Databases(template)
        runner.run(databases.create())
        url = databases.url_of("jobs")
        child = os.fork()
        if child == 0:
            failpoints.arm(place)
            work_in_child(url, event, bodies)
        _, status = os.waitpid(child, 0)
        done = runner.run(group(databases.of("jobs"), Office(event)).process(bodies))
        runner.run(databases.drop())

    assert os.WTERMSIG(status) == signal.SIGKILL
    assert sum(settled.duplicate for settled in done.values()) == kept
    assert len(done) == SIZE


def work_in_child(url: str, event: Any, bodies: list[bytes]) -> NoReturn:
    asyncio.set_event_loop(None)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(group(Database(url, "jobs"), Office(event)).process(bodies))
    os._exit(0)


async def test_two_groups_with_the_same_messages_have_one_effect(
    database: Database, rows: Any, office: Office, context: Context
) -> None:
    given = [wrap(command, context).to_json() for command in commands(["x"] * SIZE)]
    working = group(database, office)

    done = await asyncio.gather(working.process(given), working.process(given[::-1]))

    assert [len(each) for each in done] == [SIZE, SIZE]
    assert sum(settled.duplicate for each in done for settled in each.values()) == SIZE
    assert await rows.count("outbox") == SIZE


async def test_each_member_sees_its_own_workspace(
    database: Database, office: Office, context: Context
) -> None:
    contexts = [Context(workspace_id=new_id()) for _ in range(3)]
    given = zip(commands(["a", "b", "c"]), contexts, strict=True)

    await group(database, office).process([wrap(c, ctx).to_json() for c, ctx in given])

    assert office.workspaces == [str(each.workspace_id) for each in contexts]


async def test_a_discarded_command_of_a_group_is_answered(
    database: Database, rows: Any, office: Office, context: Context
) -> None:
    given = commands(["a", "discard"])

    await group(database, office).process([wrap(c, context).to_json() for c in given])

    told = [row["routing_key"] for row in await rows.all(_TOLD)]
    assert told.count("chassis.command_settled.v1") == 1


async def test_a_group_that_takes_too_long_keeps_nothing(
    database: Database, rows: Any, office: Office, context: Context
) -> None:
    given = commands(["a", "slow"])

    done = await group(database, office, 0.5).process([wrap(c, context).to_json() for c in given])

    assert done == {}
    assert await rows.count("outbox") == 0
    assert await rows.count("inbox") == 0


async def test_what_cannot_be_decoded_is_no_member(
    database: Database, office: Office, context: Context
) -> None:
    [good] = commands(["good"])

    done = await group(database, office).process([b"nonsense", wrap(good, context).to_json()])

    assert set(done) == {1}


async def test_a_full_queue_is_handled_in_groups_and_each_once(
    databases: Databases, vhost: Vhost, rows: Any, office: Office, context: Context
) -> None:
    titles = ["poison", "retry", *(f"job {number}" for number in range(60))]
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        await declare(channel, service_topology("jobs", {"commands": [CreateJob]}))
        exchange = await channel.get_exchange(COMMANDS)
        for command in commands(titles):
            body = wrap(command, context).to_json()
            await exchange.publish(aio_pika.Message(body, user_id=vhost.login), CreateJob.type)
        [forged] = commands(["forged"])
        body = wrap(forged, context).to_json()
        await exchange.publish(aio_pika.Message(body), CreateJob.type)
        subscription = office.subscription(prefetch=32, group=8)
        metrics = Metrics("jobs")
        processor = Processor(databases.of("jobs"), subscription, metrics)
        publisher = Publisher(vhost.url, "test", metrics)
        consumer = Consumer(subscription, processor, publisher, metrics)
        async with publisher.link:
            await publisher.link.up.wait()
            await consumer.open(connection)
            async with asyncio.timeout(20):
                while await rows.count("outbox") < 60 or len(await dead(vhost)) < 2:
                    await asyncio.sleep(0.05)
            await consumer.cancel()
            await consumer.wait()

    assert "forged" not in office.handled
    assert await rows.count("outbox") == 60
    transactions = await rows.all("select distinct received_at from inbox")
    assert len(transactions) < 30, "most must have shared a transaction"
    assert sorted(await dead(vhost)) == ["forged", "poison"]


async def dead(vhost: Vhost) -> list[str]:
    """The reasons of the dead letters, which stay in their queue."""
    async with await aio_pika.connect(vhost.url) as connection:
        queue = await (await connection.channel()).get_queue(dead_queue("jobs"), ensure=False)
        found: list[str] = []
        while (letter := await queue.get(fail=False)) is not None:
            found.append(str(letter.headers[REASON]))
        return found
