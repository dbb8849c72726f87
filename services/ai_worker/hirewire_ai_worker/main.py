"""The ai_worker: what it does is the table in ``subscriptions``."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from hirewire_chassis import Prepared, Subscription
from hirewire_chassis.service import serve
from hirewire_chassis.settings import load
from hirewire_chassis.snapshots import telling
from hirewire_contracts.documents import (
    DeleteDocument,
    ExtractDocument,
    RetryDocument,
    SubmitDocument,
    SubmitDocumentBatch,
)
from hirewire_contracts.jobs import JobCreated, JobUpdated
from hirewire_contracts.knowledge import (
    CreateEntity,
    CreateRelationship,
    DeleteEntity,
    DeleteRelationship,
    MergeEntity,
    UnmergeEntity,
    UpdateEntity,
    UpdateRelationship,
)
from hirewire_contracts.pairs import ReadPair

from hirewire_ai_worker.documents.batches import submit_batch
from hirewire_ai_worker.documents.deletion import delete_document
from hirewire_ai_worker.documents.handlers import retry_document, submit_document
from hirewire_ai_worker.documents.jobs import read_job
from hirewire_ai_worker.documents.reader import Reader
from hirewire_ai_worker.documents.reading import Result, read_document
from hirewire_ai_worker.documents.recording import record_document
from hirewire_ai_worker.graph.entity_commands import create_entity, delete_entity, update_entity
from hirewire_ai_worker.graph.merging import merge_entity, unmerge_entity
from hirewire_ai_worker.graph.relationship_commands import (
    create_relationship,
    delete_relationship,
    update_relationship,
)
from hirewire_ai_worker.pairs.handlers import pass_pair_on, read_pair
from hirewire_ai_worker.settings import AiWorkerSettings
from hirewire_ai_worker.snapshots import SOURCES

EXTRACTION_SECONDS = 120.0
READING_LEASE = timedelta(seconds=15)
"""After a crash a document waits so long; while it is read the lease is renewed."""


def subscriptions(
    open_reader: Callable[[], Reader], concurrency: int = 2
) -> tuple[Subscription, ...]:
    """Everything this service does; ``open_reader`` is asked when a document is read."""
    extract = Prepared(
        partial(read_document, open_reader=open_reader),
        partial(record_document, open_reader=open_reader),
        lease=READING_LEASE,
        result_type=Result,
    )
    pair = Prepared(partial(read_pair, open_reader=open_reader), pass_pair_on)
    return (
        Subscription(
            "commands",
            {
                SubmitDocument: submit_document,
                SubmitDocumentBatch: submit_batch,
                RetryDocument: retry_document,
                DeleteDocument: partial(delete_document, open_reader=open_reader),
                CreateEntity: create_entity,
                UpdateEntity: update_entity,
                DeleteEntity: delete_entity,
                MergeEntity: merge_entity,
                UnmergeEntity: unmerge_entity,
                CreateRelationship: create_relationship,
                UpdateRelationship: update_relationship,
                DeleteRelationship: delete_relationship,
            },
        ),
        Subscription("events", {JobCreated: read_job, JobUpdated: read_job}),
        Subscription("pairs", {ReadPair: pair}, prefetch=2),
        Subscription(
            "extraction",
            {ExtractDocument: extract},
            prefetch=concurrency,
            deadline=EXTRACTION_SECONDS,
        ),
        telling(SOURCES),
    )


def listening() -> tuple[Subscription, ...]:
    """The same table for who asks only what the service listens to."""
    return subscriptions(_no_reader)


def _no_reader() -> Reader:
    raise RuntimeError("this table is for looking at; it cannot read documents")


def main() -> None:
    settings = load(AiWorkerSettings)
    reader = Reader.load(settings)
    serve(settings, subscriptions(lambda: reader, settings.extraction_concurrency))


if __name__ == "__main__":
    main()
