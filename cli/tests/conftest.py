import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hirewire_chassis import Database
from hirewire_chassis.testing.databases import Databases
from hirewire_cli.main import app
from typer.testing import CliRunner, Result


@pytest.fixture
def database(databases: Databases) -> Database:
    return databases.of("jobs")


@pytest.fixture
def hirewire(databases: Databases) -> Callable[..., Awaitable[Result]]:
    """Runs the command with the logins of the test's own servers; ``broker`` is an AMQP URL."""

    async def run(*arguments: str, broker: str | None = None, stdin: str | None = None) -> Result:
        environment = {
            "JOBS_DATABASE_URL": databases.url_of("jobs"),
            "MATCHING_DATABASE_URL": databases.url_of("matching"),
            "GATEWAY_DATABASE_URL": databases.url_of("gateway"),
            "HIREWIRE_ADMIN_AMQP_URL": broker,
            "COLUMNS": "200",
        }
        return await asyncio.to_thread(
            CliRunner().invoke, app, arguments, input=stdin, env=environment
        )

    return run
