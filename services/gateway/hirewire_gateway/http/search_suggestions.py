"""How a word goes on that somebody is typing: GET /v1/search/suggestions."""

from typing import Annotated

from fastapi import Depends, Query, Request
from hirewire_contracts.message import Value
from pydantic import BaseModel, Field
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.search.suggestions import suggestions
from hirewire_gateway.search.synonyms.repository import in_force
from hirewire_gateway.search.vocabulary import vocabulary

routes = router("/v1/search/suggestions", "search")


class Typed(BaseModel):
    q: str = Field(default="", max_length=100, description="what was typed so far")
    limit: int = Field(default=10, ge=1, le=50)


class Suggestion(Value):
    """``also`` are a few of the other words that it finds by."""

    text: str
    also: tuple[str, ...]


class Suggestions(Value):
    items: tuple[Suggestion, ...]
    next_cursor: None = None


@routes.get("", response_model=Suggestions)
async def suggest(
    request: Request,
    actor: Annotated[Actor, Depends(Permit("searches:write"))],
    typed: Annotated[Typed, Query()],
) -> Response:
    """Names of the taxonomy and the workspace's own synonyms that begin so; nobody's data."""
    async with reading(request, actor) as session:
        own = await in_force(session, actor.workspace_id)
    found = suggestions(typed.q, typed.limit, vocabulary(), own)
    return json_response(
        Suggestions(items=tuple(Suggestion(text=text, also=also) for text, also in found))
    )
