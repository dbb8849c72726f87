"""taskiq-aio-pika: two processes, quorum queue, acknowledged after the task."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncpg import Pool
from taskiq import TaskiqEvents, TaskiqState
from taskiq_aio_pika import AioPikaBroker, Queue, QueueType

from bench.messaging.peers.driver import Send, run
from bench.messaging.peers.effect import open_pool, store
from bench.messaging.peers.task import CONCURRENCY, Task, amqp_url

_BROKER = "bench.messaging.peers.taskiq_peer:broker"
broker = AioPikaBroker(
    amqp_url(),
    qos=CONCURRENCY,
    task_queues=[Queue(name="bench.taskiq", type=QueueType.QUORUM, routing_key="bench.taskiq")],
)
_pools: list[Pool] = []


@broker.on_event(TaskiqEvents.WORKER_STARTUP)
async def begin(_state: TaskiqState) -> None:
    _pools.append(await open_pool())


@broker.task(task_name="bench")
async def handle(text: str) -> None:
    await store(_pools[0], Task.read(text))


def work() -> None:
    options = ["--workers", "2", "--max-async-tasks", str(CONCURRENCY)]
    options += ["--ack-type", "when_executed", "--log-level", "ERROR"]
    os.execv(sys.executable, [sys.executable, "-m", "taskiq", "worker", _BROKER, *options])  # noqa: S606


@asynccontextmanager
async def publishing() -> AsyncIterator[Send]:
    await broker.startup()

    async def send(task: Task) -> None:
        await handle.kiq(task.to_json())

    yield send
    await broker.shutdown()


if __name__ == "__main__":
    run(work, publishing)
