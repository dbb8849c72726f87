"""Questions about a workspace's synonyms; asked from within the workspace."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from hirewire_chassis import Transaction
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.search.synonyms.models import Status, Synonym
from hirewire_gateway.search.tsquery import queries
from hirewire_gateway.search.vocabulary import vocabulary
from hirewire_gateway.search.words import understand
from hirewire_gateway.views import tables
from hirewire_gateway.views.filters import one_of
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.orders import by_number, by_text
from hirewire_gateway.views.view import View

_c = tables.search_synonyms.c
_watches = tables.search_watches
VIEW = View(
    Synonym,
    Listing(
        tables.search_synonyms,
        filters={"status": one_of(_c.status, Status)},
        orders={"word": by_text(_c.word), "times": by_number(_c.times)},
    ),
)


async def in_force(session: AsyncSession, workspace_id: UUID) -> Mapping[str, Sequence[str]]:
    """What the workspace's own words mean beside what they mean everywhere."""
    accepted = _c.workspace_id == workspace_id, _c.status == "accepted"
    rows = await session.execute(select(_c.word, _c.also).where(*accepted).order_by(_c.id))
    own: dict[str, list[str]] = {}
    for word, also in rows:
        own.setdefault(word, []).append(also)
    return own


async def propose(tx: Transaction, word: str, also: str) -> None:
    """Count one more search that says so; what was decided stays."""
    known = await locked(tx, id_of(tx.workspace_id, word, also))
    synonym = known or new(tx, word, also, "proposed")
    counted = {"times": synonym.times + 1, "sequence": synonym.sequence + 1, "updated_at": tx.now}
    await VIEW.store(tx, (synonym.model_copy(update=counted),))


def new(tx: Transaction, word: str, also: str, status: Status) -> Synonym:
    return Synonym(
        id=id_of(tx.workspace_id, word, also),
        workspace_id=tx.workspace_id,
        sequence=0,
        created_at=tx.now,
        updated_at=tx.now,
        word=word,
        also=also,
        status=status,
        times=0,
    )


def id_of(workspace_id: UUID, word: str, also: str) -> UUID:
    """The same pair is the same synonym, whoever proposes it."""
    return uuid5(workspace_id, f"{word}\0{also}")


async def locked(tx: Transaction, synonym_id: UUID) -> Synonym | None:
    """Until the end, nobody else changes this one, nor proposes it for the first time."""
    turn = func.hashtextextended(f"search_synonyms {synonym_id}", 0)
    await tx.session.execute(select(func.pg_advisory_xact_lock(turn)))
    return await VIEW.get(tx.session, tx.workspace_id, synonym_id)


async def renew_watches(tx: Transaction) -> None:
    """Kept searches of the workspace watch for what their words mean from now on."""
    own = await in_force(tx.session, tx.workspace_id)
    columns = _watches.c
    worded = columns.workspace_id == tx.workspace_id, columns.query.is_not(None)
    asked = select(columns.search_id, columns.q).where(*worded).order_by(columns.search_id)
    for search_id, q in (await tx.session.execute(asked.with_for_update())).all():
        query = (await queries(tx.session, understand(q, vocabulary(), own))).wide
        watch = update(_watches).where(columns.search_id == search_id)
        await tx.session.execute(watch.values(query=query))
