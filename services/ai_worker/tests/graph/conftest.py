from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.graph.account import Account
from hirewire_ai_worker.graph.recording import Recorded, record
from hirewire_chassis import Context, Database, new_id
from sqlalchemy import text

EDGES = """
select s.key, e.predicate, o.key, e.confidence, e.attributes from edges e
join entities s on s.id = subject_id join entities o on o.id = object_id
where not e.retracted order by s.key, e.predicate, o.key
"""
ENTITIES = "select type, key, mention_count, confidence from entities order by type, key"


class Graph:
    """The graph of one workspace, as a test writes and looks at it."""

    def __init__(self, database: Database, context: Context) -> None:
        self.database = database
        self.context = context

    async def document(self) -> UUID:
        """Stores a document that nothing is known of."""
        now = datetime.now(UTC)
        async with self.database.transaction(self.context) as tx:
            row = Document(
                id=new_id(), workspace_id=tx.workspace_id, sequence=1, created_at=now,
                updated_at=now, kind="resume", status="done", attempt=1, tries=1, source={},
                digest="", flags=[], timings={}, entity_count=0, relationship_count=0,
            )  # fmt: skip
            tx.session.add(row)
        return row.id

    async def remember(self, account: Account, *superseded: UUID) -> Recorded:
        async with self.database.transaction(self.context) as tx:
            documents = [account.document_id, *superseded]
            lock = text("select 1 from documents where id = any(:ids) for update")
            await tx.session.execute(lock, {"ids": documents})
            return await record(tx, account, superseded)

    async def edges(self) -> dict[tuple[str, str, str], tuple[float, dict[str, Any]]]:
        rows = await self.rows(EDGES)
        return {(s, p, o): (confidence, attributes) for s, p, o, confidence, attributes in rows}

    async def entities(self) -> dict[tuple[str, str], tuple[int, float]]:
        """By type and key: the number of mentions and the confidence."""
        rows = await self.rows(ENTITIES)
        return {(kind, key): (count, sure) for kind, key, count, sure in rows}

    async def rows(self, query: str) -> list[Any]:
        async with self.database.reading(self.context) as session:
            return list(await session.execute(text(query)))


@pytest.fixture
def new_graph(database: Database) -> Callable[[], Graph]:
    """Each call gives the graph of another workspace."""
    return lambda: Graph(database, Context(workspace_id=new_id(), actor_id=new_id()))


@pytest.fixture
def graph(new_graph: Callable[[], Graph]) -> Graph:
    return new_graph()
