"""A service's database and the broker, open for as long as a command needs them."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum

from hirewire_chassis import Database
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.publisher import Publisher, UnavailableError

from hirewire_cli.settings import OperatorSettings

_CONNECT_SECONDS = 10


class Service(StrEnum):
    """Whose tables are meant."""

    GATEWAY = "gateway"
    JOBS = "jobs"
    AI_WORKER = "ai_worker"
    MATCHING = "matching"
    NOTIFIER = "notifier"


@asynccontextmanager
async def database_of(service: Service) -> AsyncIterator[Database]:
    database = Database(OperatorSettings().database_url(service), service, pool_size=2)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def broker() -> AsyncIterator[Publisher]:
    """Raises UnavailableError when there is no connection within ten seconds."""
    url = OperatorSettings().amqp_url()
    publisher = Publisher(url, f"cli/{os.getpid()}", Metrics("cli"))
    async with publisher.link:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await publisher.link.up.wait()
        except TimeoutError as error:
            raise UnavailableError(publisher.link.last_error) from error
        yield publisher
