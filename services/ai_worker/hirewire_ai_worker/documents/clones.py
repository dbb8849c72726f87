"""Résumés that are copies: of another candidate's, or of an advert. People are told, no more."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_contracts.documents import DocumentKind, Flag
from sqlalchemy import BigInteger, any_, delete, func, insert, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import BindParameter

from hirewire_ai_worker.documents.likeness import contained, sequences_of
from hirewire_ai_worker.documents.models import Document, Passage

COPY_OF_RESUME = 0.7
COPY_OF_ADVERT = 0.4
MOST_NAMED = 3


class Like(NamedTuple):
    """A document that shares so many of the sequences."""

    document_id: UUID
    kind: DocumentKind
    shared: int


async def clone_flags(tx: Transaction, document: Document, text: str) -> tuple[Flag, ...]:
    """Remembers the text's sequences, and says which other documents a résumé repeats.

    Of two copies that are read at the same moment neither may know of the other.
    """
    own = sequences_of(text)
    await tx.session.execute(delete(Passage).where(Passage.document_id == document.id))
    if document.kind == "other" or not own:
        return ()
    likes = await _likes(tx, document, own) if document.kind == "resume" else ()
    held = select(literal(document.id), func.unnest(_array(own)), literal(tx.workspace_id))
    columns = ("document_id", "value", "workspace_id")
    await tx.session.execute(insert(Passage).from_select(columns, held))
    return tuple(_flags(own, likes))


async def _likes(tx: Transaction, document: Document, own: frozenset[int]) -> Sequence[Like]:
    """Adverts, and résumés of others, that share sequences with it, the likest first."""
    shared = func.count()
    statement = (
        select(Document.id, Document.kind, shared)
        .join(Passage, Passage.document_id == Document.id)
        .where(
            Document.workspace_id == tx.workspace_id,
            Passage.workspace_id == tx.workspace_id,
            Passage.value == any_(_array(own)),
            Document.id != document.id,
            or_(
                Document.kind == "job",
                Document.about_id.is_(None),
                Document.about_id.is_distinct_from(document.about_id),
            ),
        )
        .group_by(Document.id, Document.kind)
        .order_by(shared.desc(), Document.id)
        .limit(2 * MOST_NAMED)
    )
    return [Like(*row) for row in await tx.session.execute(statement)]


def _array(own: frozenset[int]) -> BindParameter[list[int]]:
    """One parameter, where a list of them would make a statement of hundreds."""
    return literal(sorted(own), ARRAY(BigInteger))


def _flags(own: frozenset[int], likes: Sequence[Like]) -> Iterator[Flag]:
    for like in likes[:MOST_NAMED]:
        share = contained(own, like.shared)
        if like.kind == "job" and share >= COPY_OF_ADVERT:
            detail = f"{share:.0%} of it stands in the job ad of document {like.document_id}"
            yield Flag(code="copied_from_advert", detail=detail)
        elif like.kind == "resume" and share >= COPY_OF_RESUME:
            detail = f"{share:.0%} of it stands in the résumé of document {like.document_id}"
            yield Flag(code="cloned_resume", detail=detail)
