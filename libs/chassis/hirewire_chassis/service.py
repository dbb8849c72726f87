"""The life of a worker process: until SIGTERM, then drained."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import structlog
import uvicorn
import uvloop
from starlette.applications import Starlette

from hirewire_chassis.health import health_app
from hirewire_chassis.logs import configure
from hirewire_chassis.office import Replies
from hirewire_chassis.process import Process
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.schedules import Schedule
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.subscription import Subscription

log = structlog.get_logger(__name__)


def serve(
    settings: ServiceSettings,
    subscriptions: Sequence[Subscription],
    schedules: Sequence[Schedule] = (),
    processes: Sequence[Process[Any]] = (),
    replies: Replies | None = None,
) -> None:
    """Run a worker until SIGTERM or SIGINT."""
    configure(settings.service, settings.log_level, settings.log_format)
    make = partial(Runtime, settings, subscriptions, schedules, processes, replies=replies)
    uvloop.run(_serve(settings, make))


async def _serve(settings: ServiceSettings, make: Callable[[], Runtime]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    runtime = make()
    app = health_app(runtime.readiness, runtime.metrics.registry, runtime.loop_watch)
    server = _Server(app, settings)
    async with runtime:
        serving = asyncio.create_task(server.serve())
        log.info("started", queues=[consumer.queue_name for consumer in runtime.consumers])
        await stop.wait()
        log.info("draining")
    server.should_exit = True
    await serving
    log.info("stopped")


class _Server(uvicorn.Server):
    """Health outlives the drain, and the signals are the service's own business."""

    def __init__(self, app: Starlette, settings: ServiceSettings) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=settings.http_host,
                port=settings.http_port,
                log_config=None,
                access_log=False,
                lifespan="off",
            )
        )

    def install_signal_handlers(self) -> None:
        """Uvicorn would stop before the drain."""
