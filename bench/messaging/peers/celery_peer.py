"""Celery: acks_late, prefork 2, quorum queue, confirms."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from celery import Celery
from celery.signals import worker_process_init
from psycopg_pool import ConnectionPool

from bench.messaging.peers.driver import Send, run
from bench.messaging.peers.effect_sync import open_pool, store
from bench.messaging.peers.task import Task, amqp_url

app = Celery("bench", broker=amqp_url())
app.conf.update(
    task_acks_late=True,
    task_default_queue="bench.celery",
    task_default_queue_type="quorum",
    task_default_delivery_mode="persistent",
    task_ignore_result=True,
    broker_transport_options={"confirm_publish": True},
    broker_connection_retry_on_startup=True,
)
_pools: list[ConnectionPool] = []


@worker_process_init.connect
def begin(**_: object) -> None:
    _pools.append(open_pool(1))


@app.task(name="bench")
def handle(text: str) -> None:
    store(_pools[0], Task.read(text))


def work() -> None:
    options = ["--pool=prefork", "--concurrency=2", "--loglevel=ERROR"]
    app.worker_main(["worker", *options, "--without-gossip", "--without-mingle"])


@asynccontextmanager
async def publishing() -> AsyncIterator[Send]:
    async def send(task: Task) -> None:
        handle.delay(task.to_json())

    yield send


if __name__ == "__main__":
    run(work, publishing)
