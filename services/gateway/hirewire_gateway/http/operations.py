"""Operations: /v1/operations/{id}."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.operation_state import OperationState, operation_state
from hirewire_gateway.http.operations_repository import OperationRepository
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.permissions import Actor, Resource, can

routes = router("/v1/operations", "operations")
Reader = Annotated[Actor, Depends(Permit("operations:read"))]


@routes.get("/{operation_id}", response_model=OperationState)
async def get_operation(request: Request, operation_id: UUID, actor: Reader) -> Response:
    """How far a write is: its own for everybody, all of the workspace's for its admins."""
    async with reading(request, actor) as session:
        operation = await OperationRepository(session, actor.workspace_id).find(operation_id)
    if operation is None:
        raise not_found("operation")
    own = Resource(operation.workspace_id, operation.user_id)
    everybodys = Resource(operation.workspace_id)
    if not can(actor, "operations:read", own) and not can(actor, "operations:read_all", everybodys):
        raise not_found("operation")
    return json_response(operation_state(operation))
