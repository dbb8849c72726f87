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
    ExtractDocument,
    RetryDocument,
    SubmitDocument,
    TextSource,
)
from hirewire_contracts.jobs import Job, JobCreated, JobUpdated

WAITING, FAILED = new_id(), new_id()
TEXTS = {WAITING: "Ada King\nSkills\nPython\n", FAILED: ""}
COMMANDS: dict[type[Message], Message] = {
    SubmitDocument: SubmitDocument(
        document_id=new_id(), document_kind="resume", source=TextSource(text="Ada King")
    ),
    ExtractDocument: ExtractDocument(document_id=WAITING),
    RetryDocument: RetryDocument(document_id=FAILED),
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
        given = SubmitDocument(document_id=document_id, document_kind="resume", source=source)
        await handle(database, table, given, recruiter)
    await handle(database, table, ExtractDocument(document_id=FAILED), recruiter)
    example = COMMANDS[message] if message in COMMANDS else job_event(message)
    await check_handler(database, table, example, recruiter)
