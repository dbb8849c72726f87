"""What the tests of every package share: a real PostgreSQL and a real RabbitMQ of their own."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from hirewire_chassis.provision import SERVICES
from hirewire_chassis.testing.broker import BrokerAddress, Vhost
from hirewire_chassis.testing.databases import Databases, create_template, provision_template
from hirewire_local.postgres import QUICK, PostgresServer
from hirewire_local.rabbitmq import RabbitNode

hypothesis.settings.register_profile("developer", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The administrator's URL of an embedded server that ends with the session."""
    server = PostgresServer(tmp_path_factory.mktemp("postgres"), settings=QUICK)
    with asyncio.Runner() as runner:
        runner.run(server.start())
        yield server.address.url()
        runner.run(server.stop())


@pytest.fixture(scope="session")
def template(postgres_url: str) -> str:
    """A database with every service's schema at its newest migration."""
    asyncio.run(create_template(postgres_url))
    root = Path(__file__).parent / "services"
    migrated = [name for name in SERVICES if (root / name / "migrations/env.py").exists()]
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
def rabbit_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitNode]:
    """A private RabbitMQ node that ends with the session."""
    node = RabbitNode(tmp_path_factory.mktemp("rabbitmq"), level="warning")
    with asyncio.Runner() as runner:
        runner.run(node.start())
        yield node
        runner.run(node.kill())


@pytest.fixture(scope="session")
def broker_address(rabbit_node: RabbitNode) -> BrokerAddress:
    address = rabbit_node.address
    return BrokerAddress(address.amqp_url(), address.management_url)


@pytest.fixture
async def vhost(broker_address: BrokerAddress) -> AsyncIterator[Vhost]:
    """An empty virtual host with the backbone declared."""
    vhost = Vhost(broker_address)
    await vhost.create()
    yield vhost
    await vhost.drop()
