import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from hirewire_chassis import Context, new_id
from hirewire_gateway.http.models import Operation
from hirewire_gateway.live.hub import Hub


@pytest.fixture
async def hub(databases: Any) -> AsyncIterator[Hub]:
    async with Hub(databases.url_of("gateway"), databases.of("gateway"), 0.05) as hub:
        await hub.listening.wait()
        yield hub


@pytest.fixture
def context() -> Context:
    return Context(workspace_id=new_id(), actor_id=new_id())


@pytest.fixture
async def operation(database: Any, context: Any, post: Any) -> Operation:
    """Waits for a job that ``finish`` makes."""
    operation = Operation(
        id=context.correlation_id,
        workspace_id=context.workspace_id,
        user_id=context.actor_id,
        resource_kind="job",
        resource_id=new_id(),
        resource_href="/v1/jobs/1",
        success_status=201,
    )
    async with database.transaction(context) as tx:
        operation.created_at = tx.now
        tx.session.add(operation)
    return operation


@pytest.fixture
def finish(operation: Any, post: Any, context: Any) -> Any:
    async def finish() -> None:
        await post(context, job_id=operation.resource_id, correlation_id=context.correlation_id)

    return finish


async def deafen(databases: Any) -> None:
    """End the connection that hears notifications, as a network or an administrator may."""
    connection = await asyncpg.connect(databases.admin_url)
    await connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where query ilike 'listen%' and datname = current_database()"
    )
    await connection.close()


async def test_a_request_is_woken_in_every_replica(
    hub: Hub, databases: Any, operation: Any, finish: Any, context: Any
) -> None:
    url = databases.url_of("gateway")
    async with Hub(url, databases.of("gateway")) as other:
        await other.listening.wait()
        waiting = [
            asyncio.create_task(each.operation_done(operation.id, 20, context))
            for each in (hub, hub, other)
        ]
        await asyncio.sleep(0)
        await finish()
        assert await asyncio.gather(*waiting) == [True, True, True]


async def test_an_operation_that_ended_before_anybody_waited(
    hub: Hub, operation: Any, finish: Any, context: Any
) -> None:
    await finish()
    assert await hub.operation_done(operation.id, 20, context)


async def test_waiting_has_an_end(hub: Hub, operation: Any, context: Any) -> None:
    assert not await hub.operation_done(operation.id, 0.05, context)
    assert not await hub.operation_done(operation.id, 0, context)
    assert not hub._waiting._waiters


async def test_a_lost_connection_is_made_again(
    hub: Hub, databases: Any, operation: Any, finish: Any, context: Any
) -> None:
    waiting = asyncio.create_task(hub.operation_done(operation.id, 20, context))
    await deafen(databases)
    while hub.listening.is_set():
        await asyncio.sleep(0.01)
    await finish()
    assert await waiting


async def test_without_notifications_the_database_is_asked(
    databases: Any, operation: Any, finish: Any, context: Any
) -> None:
    nowhere = f"{databases.url_of('gateway')}_of_another_name"
    async with Hub(nowhere, databases.of("gateway"), 0.05) as hub:
        waiting = asyncio.create_task(hub.operation_done(operation.id, 20, context))
        await asyncio.sleep(0)
        await finish()
        assert await waiting
        assert not hub.listening.is_set()
