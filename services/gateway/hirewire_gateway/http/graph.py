"""Ways through the knowledge graph: /v1/entities/{id}/neighbors and /v1/graph."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.views import entities, graph
from hirewire_gateway.views.graph import GraphPath, GraphStats, Neighborhood

routes = router("/v1/graph", "knowledge")
neighbor_routes = router("/v1/entities", "knowledge")
Reader = Annotated[Actor, Depends(Permit("knowledge:read"))]
Depth = Annotated[int, Query(ge=1, le=graph.MAX_DEPTH)]
Limit = Annotated[int, Query(ge=1, le=200, description="at each depth")]
Start = Annotated[UUID, Query(alias="from")]
End = Annotated[UUID, Query(alias="to")]


@neighbor_routes.get("/{entity_id}/neighbors", response_model=Neighborhood)
async def list_neighbors(
    request: Request, entity_id: UUID, actor: Reader, depth: Depth = 1, limit: Limit = 50
) -> Response:
    """What is related to it, over 1 to 3 steps: nearer ones first, then the surer ones."""
    async with reading(request, actor) as session:
        if await entities.get(session, actor.workspace_id, entity_id) is None:
            raise not_found("entity")
        found = await graph.neighbors(session, actor.workspace_id, entity_id, depth, limit)
    return json_response(found)


@routes.get("/path", response_model=GraphPath)
async def find_path(request: Request, actor: Reader, start: Start, end: End) -> Response:
    """The shortest way from one entity to another; its length is null if there is none."""
    async with reading(request, actor) as session:
        for entity_id in (start, end):
            if await entities.get(session, actor.workspace_id, entity_id) is None:
                raise not_found("entity")
        found = await graph.path(session, actor.workspace_id, start, end)
    return json_response(found)


@routes.get("/stats", response_model=GraphStats)
async def get_stats(request: Request, actor: Reader) -> Response:
    async with reading(request, actor) as session:
        return json_response(await graph.stats(session, actor.workspace_id))
