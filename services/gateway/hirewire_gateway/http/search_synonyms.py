"""A workspace's own synonyms: /v1/search/synonyms."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from hirewire_chassis import Transaction, new_id
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import FieldError
from pydantic import Field
from starlette.responses import Response

from hirewire_gateway.audit.journal import Deed, record
from hirewire_gateway.http.collections import Collection, add_reads
from hirewire_gateway.http.idempotency import answer_once
from hirewire_gateway.http.problems import fail, invalid, not_found
from hirewire_gateway.http.reading import shown_by
from hirewire_gateway.http.representation import created_response, resource_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.search.synonyms.models import FROM, Decision, Synonym
from hirewire_gateway.search.synonyms.repository import VIEW, id_of, locked, new, renew_watches
from hirewire_gateway.search.vocabulary import LONGEST_NAME

routes = router("/v1/search/synonyms", "search")
Writer = Annotated[Writing, Depends(Write("synonyms:write"))]
_Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class NewSynonym(Value):
    """Both have up to four words, and are searched for regardless of case."""

    word: _Name
    also: _Name


@routes.post("", status_code=201, response_model=Synonym)
async def add_synonym(body: NewSynonym, writing: Writer) -> Response:
    """In force at once; one that is there already is accepted."""
    word, also = _folded("word", body.word), _folded("also", body.also)
    if word == also:
        raise invalid(FieldError(pointer="/also", detail="is the same"))
    async with writing.database.transaction(writing.context(new_id())) as tx:

        async def add() -> Response:
            known = await locked(tx, id_of(tx.workspace_id, word, also))
            synonym = known or new(tx, word, also, "proposed")
            if synonym.status != "accepted":
                synonym = await _decided(tx, writing, synonym, "accepted")
            return created_response(synonym, f"/v1/search/synonyms/{synonym.id}")

        return await answer_once(tx, writing.key, writing.busy, add)


@routes.post("/{synonym_id}/accept", response_model=Synonym)
async def accept_synonym(synonym_id: UUID, writing: Writer) -> Response:
    """From now on, searches and kept searches find by it."""
    return await _decide(writing, synonym_id, "accepted")


@routes.post("/{synonym_id}/reject", response_model=Synonym)
async def reject_synonym(synonym_id: UUID, writing: Writer) -> Response:
    """A proposal that is no good; it is not proposed again."""
    return await _decide(writing, synonym_id, "rejected")


@routes.post("/{synonym_id}/withdraw", response_model=Synonym)
async def withdraw_synonym(synonym_id: UUID, writing: Writer) -> Response:
    """Take one back that was accepted."""
    return await _decide(writing, synonym_id, "withdrawn")


async def _decide(writing: Writing, synonym_id: UUID, decision: Decision) -> Response:
    async with writing.database.transaction(writing.context(new_id())) as tx:

        async def decide() -> Response:
            synonym = await locked(tx, synonym_id)
            if synonym is None:
                raise not_found("synonym")
            if synonym.status not in FROM[decision]:
                detail = f"It is {synonym.status}, so that it can't be {decision}."
                raise fail(409, "wrong_state", detail)
            return resource_response(await _decided(tx, writing, synonym, decision))

        return await answer_once(tx, writing.key, writing.busy, decide)


async def _decided(
    tx: Transaction, writing: Writing, synonym: Synonym, decision: Decision
) -> Synonym:
    changes = {
        "status": decision,
        "decided_by": writing.actor.user_id,
        "decided_at": tx.now,
        "sequence": synonym.sequence + 1,
        "updated_at": tx.now,
    }
    decided = synonym.model_copy(update=changes)
    await VIEW.store(tx, (decided,))
    if decision != "rejected":
        await renew_watches(tx)
    details = {"word": synonym.word, "also": synonym.also, "before": synonym.status}
    resource = ("synonym", synonym.id)
    deed = Deed(
        f"synonym.{decision}",
        writing.actor.user_id,
        writing.origin,
        resource=resource,
        details=details,
    )
    await record(tx, tx.workspace_id, deed)
    return decided


def _folded(field: str, name: str) -> str:
    words = name.casefold().split()
    if not 1 <= len(words) <= LONGEST_NAME:
        detail = f"must have 1 to {LONGEST_NAME} words"
        raise invalid(FieldError(pointer=f"/{field}", detail=detail))
    return " ".join(words)


add_reads(
    routes,
    Collection(
        "synonym",
        "search_analytics:read",
        item=Synonym,
        row=Synonym,
        show=lambda _state, actor: shown_by(VIEW.get, actor),
        page=lambda session, actor, query: VIEW.page(session, actor.workspace_id, query),
    ),
)
