"""How full a service's queues and its outbox are, as its own login can see it."""

from hirewire_contracts.instance import QueueState
from hirewire_contracts.operating import QueuesReported, ReportQueues
from sqlalchemy import func, select

from hirewire_chassis import tables
from hirewire_chassis.context import Context
from hirewire_chassis.office import Office
from hirewire_chassis.publisher import Publisher
from hirewire_chassis.topology import dead_queue
from hirewire_chassis.transaction import Database

_c = tables.outbox.c


async def report_queues(question: ReportQueues, _by: str, office: Office) -> QueuesReported:
    """What an AMQP client is not told (unacknowledged, rates) is null."""
    service = office.database.service
    names = (*office.queues, dead_queue(service))
    queues = [await _queue(service, name, office.publisher) for name in names]
    outbox = await _outbox(office.database)
    return QueuesReported(question_id=question.question_id, queues=(*queues, outbox))


async def _queue(service: str, name: str, publisher: Publisher) -> QueueState:
    ready, consumers = await publisher.look_at(name) or (None, None)
    kind = "dead" if name == dead_queue(service) else "work"
    return QueueState(service=service, name=name, kind=kind, ready=ready, consumers=consumers)


async def _outbox(database: Database) -> QueueState:
    now = func.now()
    oldest = func.extract("epoch", now - func.min(_c.available_at))
    due = select(func.count(), oldest).where(_c.available_at <= now)
    async with database.reading(Context()) as session:
        rows, seconds = (await session.execute(due)).one()
    return QueueState(
        service=database.service,
        name="outbox",
        kind="outbox",
        ready=rows,
        oldest_seconds=None if seconds is None else round(float(seconds), 3),
    )
