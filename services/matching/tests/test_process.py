import asyncio
import json
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aio_pika import Message as Delivery
from aio_pika import connect
from aio_pika.abc import AbstractQueue
from hirewire_chassis import new_id
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import wrap
from hirewire_chassis.topology import COMMANDS, EVENTS, declare, service_topology
from hirewire_contracts.candidates import CandidateCreated
from hirewire_contracts.jobs import JobCreated
from hirewire_contracts.matching import MatchRunCompleted, RankCandidates
from hirewire_embedding import Embedder
from hirewire_matching.main import listening


@pytest.fixture
async def heard(vhost: Vhost) -> AsyncIterator[AbstractQueue]:
    """What somebody who listens to runs hears; the service's own queues are there as well."""
    subscriptions = {each.name: tuple(each.handlers) for each in listening()}
    connection = await connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        await declare(channel, service_topology("matching", subscriptions))
        views = service_topology("gateway", {"views": (MatchRunCompleted,)})
        await declare(channel, views)
        yield await channel.get_queue("hirewire.gateway.views.v1")


@pytest.fixture
async def process(
    databases: Databases, vhost: Vhost, heard: Any, embedder: Embedder, model_cache: Path
) -> AsyncIterator[Process]:
    """The service as it runs anywhere."""
    settings = {
        "DATABASE_URL": databases.url_of("matching"),
        "AMQP_URL": vhost.url,
        "MODEL_CACHE": str(model_cache),
    }
    environment = os.environ | {f"MATCHING_{name}": value for name, value in settings.items()}
    command = (sys.executable, "-m", "hirewire_matching.main")
    running = await asyncio.create_subprocess_exec(*command, env=environment)
    yield running
    if running.returncode is None:
        running.kill()
        await running.wait()


async def test_a_run_asked_for_before_its_job_is_told_is_answered_once(
    process: Process, vhost: Vhost, heard: AbstractQueue, story: Any
) -> None:
    job = story.vacancy(skills_required=["Python"])
    person = story.person(headline="Python Engineer", skills=["Python"])
    command = RankCandidates(run_id=new_id(), job_id=job.id)
    asked = wrap(command, story.context)
    connection = await connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        commands, events = [
            await channel.get_exchange(name, ensure=False) for name in (COMMANDS, EVENTS)
        ]
        for _ in range(2):
            await commands.publish(Delivery(asked.to_json(), user_id=vhost.login), command.type)
        for event in (CandidateCreated(candidate=person), JobCreated(job=job)):
            await events.publish(
                Delivery(wrap(event, story.context).to_json(), user_id=vhost.login), event.type
            )
        told = json.loads((await _next(heard)).body)
    assert told["data"]["run"]["id"] == str(command.run_id)
    assert told["data"]["run"]["job_title"] == job.title
    process.terminate()
    assert await process.wait() == 0
    assert (await vhost.depths())[heard.name] == 0


async def _next(queue: AbstractQueue) -> Any:
    async with asyncio.timeout(60):
        while (delivery := await queue.get(fail=False)) is None:
            await asyncio.sleep(0.05)
    await delivery.ack()
    return delivery
