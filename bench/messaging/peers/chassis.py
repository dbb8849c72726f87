"""A Hirewire service with one handler: inbox, two rows of its own, retries, drain, metrics."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import aio_pika
from hirewire_chassis import Context, Outcome, Subscription, Transaction, new_id
from hirewire_chassis.senders import login_of
from hirewire_chassis.service import serve
from hirewire_chassis.settings import ServiceSettings, load
from hirewire_chassis.testing.handling import wrap
from hirewire_chassis.topology import COMMANDS, backbone, declare, service_topology
from hirewire_contracts.jobs import CreateJob, JobDetails
from pydantic_settings import SettingsConfigDict
from sqlalchemy import text

from bench.messaging.peers.driver import Send, run
from bench.messaging.peers.task import BODY_BYTES, Task, amqp_url, statements

_, _EFFECT, _NOTE = (text(words) for words in statements(":a", ":b", ":c"))
_CONTEXT = Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("owner",))


class BenchSettings(ServiceSettings):
    service: ClassVar[str] = "jobs"
    model_config = SettingsConfigDict(env_prefix="BENCH_", frozen=True, extra="ignore")


async def take(command: CreateJob, tx: Transaction) -> Outcome:
    number, due = command.job.title.split()
    effect = {"a": int(number), "b": float(due), "c": command.job.description}
    await tx.session.execute(_EFFECT, effect)
    await tx.session.execute(_NOTE, {"a": int(number), "b": "done"})
    return None


@asynccontextmanager
async def publishing() -> AsyncIterator[Send]:
    async with await aio_pika.connect(amqp_url()) as connection:
        channel = await connection.channel(publisher_confirms=True)
        await declare(channel, backbone())
        await declare(channel, service_topology("jobs", {"bench": [CreateJob]}))
        exchange = await channel.get_exchange(COMMANDS)

        async def send(task: Task) -> None:
            message = aio_pika.Message(_body(task), delivery_mode=2, user_id=login_of(amqp_url()))
            await exchange.publish(message, CreateJob.type, mandatory=True)

        yield send


def _body(task: Task) -> bytes:
    """As long as everybody's, the envelope included."""
    title = f"{task.number} {task.due}"
    bare = len(_wrapped(task, title, ""))
    return _wrapped(task, title, "x" * max(1, BODY_BYTES - bare))


def _wrapped(task: Task, title: str, padding: str) -> bytes:
    command = CreateJob(job_id=task.id, job=JobDetails(title=title, description=padding))
    return wrap(command, _CONTEXT).to_json()


def work() -> None:
    prefetch, group = map(int, os.environ.get("BENCH_GROUPING", "32,8").split(","))
    subscription = Subscription("bench", {CreateJob: take}, prefetch=prefetch, group=group)
    serve(load(BenchSettings), (subscription,))


if __name__ == "__main__":
    run(work, publishing)
