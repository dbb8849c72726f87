from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hirewire_ai_worker.documents.reader import Reader
from hirewire_ai_worker.main import listening, subscriptions
from hirewire_ai_worker.settings import AiWorkerSettings
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.conformance import check_handler, check_table, handled_messages
from hirewire_chassis.testing.handling import handle
from hirewire_contracts import Message
from hirewire_contracts.documents import (
    BatchDocument,
    DeleteDocument,
    ExtractDocument,
    RetryDocument,
    SubmitDocument,
    SubmitDocumentBatch,
    TextSource,
)
from hirewire_contracts.jobs import Job, JobCreated, JobUpdated
from hirewire_contracts.knowledge import (
    CreateEntity,
    CreateRelationship,
    DeleteEntity,
    DeleteRelationship,
    EntityChanges,
    EntityDetails,
    MergeEntity,
    UnmergeEntity,
    UpdateEntity,
    UpdateRelationship,
)
from hirewire_contracts.pairs import ReadPair
from hirewire_contracts.snapshots import StatesWanted

WAITING, FAILED = new_id(), new_id()
TEXTS = {WAITING: "Ada King\nSkills\nPython\n", FAILED: ""}
GO, RUST, MERGED, RELATED = new_id(), new_id(), new_id(), new_id()
GRAPH: tuple[Message, ...] = (
    *(
        CreateEntity(entity_id=key, entity_type="skill", entity=EntityDetails(name=name))
        for key, name in ((GO, "Go"), (RUST, "Rust"), (MERGED, "Rust language"))
    ),
    MergeEntity(entity_id=MERGED, into_id=RUST),
    CreateRelationship(
        relationship_id=RELATED, subject_id=GO, predicate="related_to", object_id=RUST
    ),
)
COMMANDS: dict[type[Message], Message] = {
    SubmitDocument: SubmitDocument(
        document_id=new_id(), document_kind="resume", source=TextSource(text="Ada King")
    ),
    ExtractDocument: ExtractDocument(document_id=WAITING),
    RetryDocument: RetryDocument(document_id=FAILED),
    DeleteDocument: DeleteDocument(document_id=FAILED),
    SubmitDocumentBatch: SubmitDocumentBatch(
        batch_id=new_id(),
        documents=(
            BatchDocument(
                document_id=new_id(), document_kind="resume", source=TextSource(text="Ada King")
            ),
        ),
    ),
    CreateEntity: CreateEntity(
        entity_id=new_id(), entity_type="skill", entity=EntityDetails(name="Zig")
    ),
    UpdateEntity: UpdateEntity(entity_id=GO, changes=EntityChanges(name="Go lang")),
    DeleteEntity: DeleteEntity(entity_id=GO),
    MergeEntity: MergeEntity(entity_id=GO, into_id=RUST),
    UnmergeEntity: UnmergeEntity(entity_id=MERGED),
    CreateRelationship: CreateRelationship(
        relationship_id=new_id(), subject_id=RUST, predicate="related_to", object_id=GO
    ),
    UpdateRelationship: UpdateRelationship(relationship_id=RELATED, attributes={"years": 3}),
    DeleteRelationship: DeleteRelationship(relationship_id=RELATED),
    StatesWanted: StatesWanted(rebuild_id=new_id(), view="relationships"),
    ReadPair: ReadPair(
        pair_id=new_id(),
        job="Cook\n\nRequirements\n- Cooking",
        resume="Ada King\nSkills\nCooking",
        answer_by=datetime(2126, 1, 1, tzinfo=UTC),
    ),
}


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """As the service itself makes it from its settings."""
    folder: Path = tmp_path_factory.mktemp("blobs")
    return Reader.load(
        AiWorkerSettings(
            database_url="postgresql://unused", amqp_url="amqp://unused", blobs_url=folder.as_uri()
        )
    )


@pytest.fixture
def job_event(recruiter: Context) -> Callable[[type[Message]], Message]:
    def make(event: type[Message]) -> Message:
        now = datetime(2026, 11, 20, tzinfo=UTC)
        job = Job(
            id=new_id(), workspace_id=recruiter.workspace, sequence=1, created_at=now,
            updated_at=now, status="open", title="Cook", description="Cooking since 1990.",
        )  # fmt: skip
        return (
            JobCreated(job=job) if event is JobCreated else JobUpdated(job=job, changed=("title",))
        )

    return make


def test_the_table_is_sound() -> None:
    check_table(listening())


@pytest.mark.parametrize("message", handled_messages(listening()))
async def test_every_handler_keeps_the_promises(
    database: Database,
    recruiter: Context,
    reader: Reader,
    job_event: Callable[[type[Message]], Message],
    message: type[Message],
) -> None:
    table = subscriptions(lambda: reader)
    for document_id, text in TEXTS.items():
        source = TextSource(text=text)
        submit = SubmitDocument(document_id=document_id, document_kind="resume", source=source)
        await handle(database, table, submit, recruiter)
    for given in (ExtractDocument(document_id=FAILED), *GRAPH):
        await handle(database, table, given, recruiter)
    example = COMMANDS[message] if message in COMMANDS else job_event(message)
    await check_handler(database, table, example, recruiter)
