"""Large messages travel without their data, and nobody can have other data fetched."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import aio_pika
import pytest
from hirewire_chassis import (
    Context,
    Database,
    Outcome,
    OversizedError,
    PoisonError,
    Subscription,
    Transaction,
    TransientError,
    new_id,
)
from hirewire_chassis.blobs import BlobStore
from hirewire_chassis.claims import LARGE_BYTES, Claims
from hirewire_chassis.dead_letter_store import Filter
from hirewire_chassis.metrics import Metrics
from hirewire_chassis.processing import Dead, Done, Later, Processor
from hirewire_chassis.publisher import Publisher
from hirewire_chassis.relay import Relay
from hirewire_chassis.replay import Replayer
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.testing.handling import handle, wrap
from hirewire_chassis.topology import COMMANDS
from hirewire_contracts import Envelope
from hirewire_contracts.jobs import CreateJob, JobDetails, UpdateJob
from hirewire_contracts.settlement import CommandSettled
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

TRAINS = JobDetails(
    title="Engine driver", description="🚂" * 50_000, tags=tuple("🚃" * 190 for _ in range(100))
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore((tmp_path / "blobs").as_uri())


@pytest.fixture
def claims(store: BlobStore) -> Claims:
    return Claims(store)


@pytest.fixture
def large(context: Context) -> Envelope:
    return wrap(CreateJob(job_id=new_id(), job=TRAINS), context)


@pytest.fixture
def processor(database: Database, event: Any) -> Any:
    async def create(command: CreateJob, tx: Transaction) -> Outcome:
        assert command.job == TRAINS
        tx.send(event(command.job_id))
        return None

    subscription = Subscription("commands", {CreateJob: create})
    return lambda claims: Processor(database, subscription, Metrics("jobs"), claims)


def broken(folder: Path) -> None:
    """A store that is there and cannot be used."""
    (folder / "blobs" / "claims").write_bytes(b"not a folder")


async def test_a_small_message_stays_whole(claims: Claims, context: Context, command: Any) -> None:
    body = wrap(command, context).to_json()

    assert await claims.deposit(body) is body
    assert await claims.redeem(body) is body


async def test_a_large_message_travels_without_its_data(
    claims: Claims, large: Envelope, tmp_path: Path
) -> None:
    body = large.to_json()
    assert len(body) > LARGE_BYTES

    reference = await claims.deposit(body)

    attributes = json.loads(reference)
    assert len(reference) < 2000
    assert "data" not in attributes
    assert {**attributes, "data": large.data} == {
        **json.loads(body),
        "dataref": attributes["dataref"],
    }
    assert await claims.deposit(body) == reference
    assert len([path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]) == 1
    assert Envelope.model_validate_json(await claims.redeem(reference)) == large


@given(st.dictionaries(st.text(), JSON))
def test_any_data_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, Any]
) -> None:
    claims = Claims(BlobStore(tmp_path_factory.getbasetemp().joinpath("any").as_uri()))
    sent = {"specversion": "1.0", "id": str(new_id()), "source": "/x", "type": "x.y.v1"}
    body = json.dumps({**sent, "data": {**data, "padding": "x" * LARGE_BYTES}}).encode()

    async def there_and_back() -> bytes:
        return await claims.redeem(await claims.deposit(body))

    assert json.loads(asyncio.run(there_and_back())) == json.loads(body)


async def test_a_reference_is_handled_as_the_message_it_stands_for(
    claims: Claims, processor: Any, large: Envelope, rows: Any
) -> None:
    reference = await claims.deposit(large.to_json())

    assert isinstance(await processor(claims).process(reference), Done)
    assert await processor(claims).process(reference) == Done(duplicate=True)
    assert await processor(claims).process(large.to_json()) == Done(duplicate=True)
    assert await rows.count("outbox") == 1


@pytest.mark.parametrize(
    "dataref",
    [
        "https://example.org/data.json",
        "file:///etc/passwd",
        "urn:hirewire:claim:../../secrets:" + "0" * 64,
        "urn:hirewire:claim:01997a10-0000-7000-8000-000000000001:" + "0" * 64,
        "",
        7,
    ],
)
async def test_data_of_other_origins_is_never_fetched(
    claims: Claims, processor: Any, large: Envelope, dataref: Any
) -> None:
    reference = json.loads(await claims.deposit(large.to_json()))

    settlement = await processor(claims).process(
        json.dumps({**reference, "dataref": dataref}).encode()
    )

    assert isinstance(settlement, Dead)
    assert "not its own" in str(settlement.error)


async def test_data_that_was_changed_is_refused(
    claims: Claims, store: BlobStore, processor: Any, large: Envelope
) -> None:
    reference = await claims.deposit(large.to_json())
    _, _, _, message_id, digest = json.loads(reference)["dataref"].split(":")
    await store.put(f"claims/{message_id}/{digest}", b'{"job_id": 1}')

    settlement = await processor(claims).process(reference)

    assert isinstance(settlement, Dead)
    assert "not what was sent" in str(settlement.error)


async def test_data_beside_a_reference_is_the_data(
    claims: Claims, processor: Any, large: Envelope
) -> None:
    both = {**json.loads(large.to_json()), "dataref": "https://example.org/data.json"}

    assert isinstance(await processor(claims).process(json.dumps(both).encode()), Done)


async def test_lost_data_kills_and_a_store_that_is_away_delays(
    claims: Claims, processor: Any, large: Envelope, tmp_path: Path
) -> None:
    reference = await claims.deposit(large.to_json())
    assert await claims.sweep(timedelta(hours=1)) == 0
    assert await claims.sweep(timedelta(0)) == 1

    lost = await processor(claims).process(reference)
    await asyncio.to_thread(
        lambda: [path.rmdir() for path in (tmp_path / "blobs/claims").glob("*")]
    )
    await asyncio.to_thread((tmp_path / "blobs/claims").rmdir)
    broken(tmp_path)
    away = await processor(claims).process(reference)
    without = await processor(None).process(reference)

    assert isinstance(lost, Dead)
    assert isinstance(away, Later)
    assert not away.unexpected
    assert isinstance(without, Dead)
    assert "this service was given none" in str(without.error)


async def test_what_is_too_large_for_any_broker_is_not_sent(
    database: Database, rows: Any, context: Context, command: CreateJob
) -> None:
    async def boast(command: CreateJob, tx: Transaction) -> Outcome:
        tx.send(UpdateJob(job_id=command.job_id, changes={"description": "x" * 16 * 1024**2}))
        return None

    subscriptions = (Subscription("commands", {CreateJob: boast}),)
    settlement = (await handle(database, subscriptions, command, context)).settlement

    assert isinstance(settlement, Dead)
    assert isinstance(settlement.error, OversizedError)
    assert "at most 16777216" in str(settlement.error)
    assert await rows.count("outbox") == 0


@pytest.fixture
async def publisher(vhost: Vhost) -> AsyncIterator[Publisher]:
    publisher = Publisher(vhost.url, "test", Metrics("jobs"))
    async with publisher.link:
        await publisher.link.up.wait()
        yield publisher


async def test_a_large_message_waits_in_the_outbox_for_the_store(
    databases: Databases,
    vhost: Vhost,
    publisher: Publisher,
    claims: Claims,
    rows: Any,
    context: Context,
    tmp_path: Path,
) -> None:
    connection = await aio_pika.connect(vhost.url)
    await asyncio.to_thread(broken, tmp_path)
    async with connection:
        queue = await (await connection.channel()).declare_queue("test", durable=True)
        await queue.bind(COMMANDS, "#")
        await rows.send(CreateJob(job_id=new_id(), job=TRAINS), context=context)
        relay = Relay(databases.url_of("jobs"), "jobs", publisher, Metrics("jobs"), claims)
        async with relay, asyncio.timeout(20):
            while not await rows.all("select * from outbox where attempts > 0"):
                await asyncio.sleep(0.05)
            await asyncio.to_thread((tmp_path / "blobs/claims").unlink)
            while await rows.count("outbox"):
                await asyncio.sleep(0.05)
        message = await queue.get(no_ack=True)

    whole = Envelope.model_validate_json(await claims.redeem(message.body))
    assert "dataref" in json.loads(message.body)
    assert message.message_id == str(whole.id)


class ProbeSettings(ServiceSettings):
    service: ClassVar[str] = "jobs"


async def test_a_process_sends_buries_and_replays_references(
    databases: Databases, vhost: Vhost, rows: Any, context: Context, tmp_path: Path
) -> None:
    taken: list[CreateJob] = []
    told: list[CommandSettled] = []

    async def create(command: CreateJob, _tx: Transaction) -> Outcome:
        taken.append(command)
        if len(taken) == 1:
            raise PoisonError("a bug")
        return None

    async def listen(event: CommandSettled, _tx: Transaction) -> Outcome:
        told.append(event)
        return None

    settings = ProbeSettings(
        database_url=SecretStr(databases.url_of("jobs")),
        amqp_url=SecretStr(vhost.url),
        blobs_url=(tmp_path / "blobs").as_uri(),
        claim_check=True,
    )
    command = CreateJob(job_id=new_id(), job=TRAINS)
    subscriptions = (
        Subscription("commands", {CreateJob: create}),
        Subscription("events", {CommandSettled: listen}),
    )
    async with Runtime(settings, subscriptions) as runtime, asyncio.timeout(30):
        await rows.send(command, context=context)
        while not told:
            await asyncio.sleep(0.05)
        [letter] = await rows.all("select * from dead_letters")
        replayer = Replayer(runtime.database, runtime.publisher, "ada")
        assert [step.outcome async for step in replayer.replay(Filter())] == ["replayed"]
        while len(taken) < 2:
            await asyncio.sleep(0.05)

    assert taken == [command, command]
    assert (told[0].subject_id, told[0].outcome) == (command.job_id, "failed")
    assert "data" not in letter["envelope"]
    assert letter["type"] == CreateJob.type
    assert len(letter["raw"]) < 2000


def test_references_need_a_store() -> None:
    with pytest.raises(ValidationError, match="CLAIM_CHECK needs BLOBS_URL"):
        ProbeSettings(database_url=SecretStr("x"), amqp_url=SecretStr("x"), claim_check=True)


async def test_a_store_that_is_away_is_a_transient_error(
    claims: Claims, large: Envelope, tmp_path: Path
) -> None:
    await asyncio.to_thread(broken, tmp_path)

    with pytest.raises(TransientError, match="blob store"):
        await claims.deposit(large.to_json())
