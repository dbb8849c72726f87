"""What candidates say of themselves for statistics: /v1/candidates/{id}/self-declaration."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends
from hirewire_chassis import Transaction, new_id
from hirewire_contracts.message import Value
from pydantic import Field
from starlette.responses import Response

from hirewire_gateway.audit.journal import Deed, record
from hirewire_gateway.fairness.declarations import declare, forget
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.views import candidates

routes = router("/v1/candidates", "fairness")
Writer = Annotated[Writing, Depends(Write("self_declarations:write"))]
Category = Literal["sex", "ethnicity", "age_group", "disability", "veteran"]
Group = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class SelfDeclaration(Value):
    """``groups`` by category, as the person chose; what they did not say is not there."""

    groups: dict[Category, Group] = Field(min_length=1)


@routes.put("/{candidate_id}/self-declaration", status_code=204, response_class=Response)
async def declare_self(candidate_id: UUID, body: SelfDeclaration, writing: Writer) -> Response:
    """Kept apart from the candidate and never shown again but as counts of whole groups."""
    async with writing.database.transaction(writing.context(new_id())) as tx:
        candidate = await candidates.get(tx.session, tx.workspace_id, candidate_id)
        if candidate is None or candidate.status != "active":
            raise not_found("candidate")
        await declare(tx, candidate_id, {str(name): each for name, each in body.groups.items()})
        await _record(tx, writing, candidate_id, "declared")
    return Response(status_code=204)


@routes.delete("/{candidate_id}/self-declaration", status_code=204, response_class=Response)
async def withdraw_declaration(candidate_id: UUID, writing: Writer) -> Response:
    async with writing.database.transaction(writing.context(new_id())) as tx:
        if not await forget(tx, candidate_id):
            raise not_found("self-declaration")
        await _record(tx, writing, candidate_id, "withdrawn")
    return Response(status_code=204)


async def _record(tx: Transaction, writing: Writing, candidate_id: UUID, what: str) -> None:
    """That something was said, not what."""
    resource = ("candidate", candidate_id)
    actor = writing.actor.user_id
    deed = Deed(f"self_declaration.{what}", actor, writing.origin, resource=resource)
    await record(tx, tx.workspace_id, deed)
