from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hirewire_ai_worker.documents.reader import Reader
from hirewire_ai_worker.documents.repository import DocumentRepository
from hirewire_ai_worker.main import subscriptions
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.sandbox import DocumentParser
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy
from hirewire_chassis import Context, Database, new_id, tables
from hirewire_chassis.blobs import BlobStore
from hirewire_chassis.processing import Done
from hirewire_chassis.testing.handling import Handled, handle
from hirewire_contracts import Envelope, Message
from hirewire_contracts.documents import (
    Document,
    ExtractDocument,
    FileSource,
    SubmitDocument,
    TextSource,
)
from hirewire_contracts.values import Reference
from sqlalchemy import select


@pytest.fixture(scope="session")
def languages() -> LanguageDetector:
    return LanguageDetector.load()


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path.as_uri())


class Desk:
    """A workspace in which documents are handed in and read."""

    def __init__(self, database: Database, context: Context, blobs: BlobStore) -> None:
        self.database = database
        self.context = context
        self.blobs = blobs
        self.reader: Reader | None = None

    @property
    def table(self) -> Any:
        return subscriptions(lambda: self.reader)

    async def say(self, message: Message, **context: Any) -> Handled:
        """Sends a message from the recruiter; keyword arguments overrule who sends."""
        sender = replace(self.context, **context)
        return await handle(self.database, self.table, message, sender)

    async def upload(self, content: bytes, name: str = "cv.pdf") -> FileSource:
        file_id = new_id()
        blob = f"{self.context.workspace_id}/{file_id}"
        await self.blobs.put(blob, content)
        return FileSource(
            file_id=file_id,
            blob=blob,
            name=name,
            media_type="application/pdf",
            size=len(content),
            sha256=sha256(content).hexdigest(),
        )

    async def submit(self, source: FileSource | TextSource | str, kind: str = "resume") -> UUID:
        if isinstance(source, str):
            source = TextSource(text=source)
        about = Reference(kind="candidate", id=new_id(), href="/v1/candidates/x")
        command = SubmitDocument(
            document_id=new_id(),
            document_kind=kind,
            source=source,
            for_resource=about if kind == "resume" else None,
        )
        handled = await self.say(command)
        assert isinstance(handled.settlement, Done), handled.settlement
        return command.document_id

    async def extract(self, document_id: UUID, attempt: int = 1) -> Handled:
        return await self.say(ExtractDocument(document_id=document_id, attempt=attempt))

    async def read(self, source: FileSource | TextSource | str, kind: str = "resume") -> Handled:
        return await self.extract(await self.submit(source, kind))

    async def look(self, document_id: UUID) -> Document:
        async with self.database.reading(self.context) as session:
            documents = DocumentRepository(session, self.context.workspace)
            document = await documents.get(document_id)
        assert document is not None
        return document.state()

    async def told(self) -> list[Mapping[str, Any]]:
        """The documents' states in the order in which the outbox tells them."""
        async with self.database.reading(self.context) as session:
            rows = await session.scalars(
                select(tables.outbox.c.envelope).order_by(tables.outbox.c.id)
            )
            envelopes = [Envelope.model_validate_json(row) for row in rows]
        return [envelope.data["document"] for envelope in envelopes if "document" in envelope.data]


@pytest.fixture
def desk(
    database: Database,
    recruiter: Context,
    blobs: BlobStore,
    languages: LanguageDetector,
    taxonomy: Taxonomy,
) -> Desk:
    desk = Desk(database, recruiter, blobs)
    desk.reader = Reader(blobs, DocumentParser(ParseLimits(), languages), taxonomy)
    return desk
