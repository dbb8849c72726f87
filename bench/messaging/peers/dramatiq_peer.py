"""Dramatiq: two processes of eight threads, confirms; it has classic durable queues only."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import dramatiq
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from psycopg_pool import ConnectionPool

from bench.messaging.peers.driver import Send, run
from bench.messaging.peers.effect_sync import open_pool, store
from bench.messaging.peers.task import Task, amqp_url

_THREADS = 8
_MODULE = "bench.messaging.peers.dramatiq_peer"
dramatiq.set_broker(RabbitmqBroker(url=amqp_url(), confirm_delivery=True))
_pools: list[ConnectionPool] = []


def pool() -> ConnectionPool:
    """Opened in the worker, not in the process that forks it."""
    if not _pools:
        _pools.append(open_pool(_THREADS))
    return _pools[0]


@dramatiq.actor(queue_name="bench", actor_name="bench")
def handle(text: str) -> None:
    store(pool(), Task.read(text))


def work() -> None:
    options = ["--processes", "2", "--threads", str(_THREADS)]
    os.execv(sys.executable, [sys.executable, "-m", "dramatiq", _MODULE, *options])  # noqa: S606


@asynccontextmanager
async def publishing() -> AsyncIterator[Send]:
    async def send(task: Task) -> None:
        handle.send(task.to_json())

    yield send


if __name__ == "__main__":
    run(work, publishing)
