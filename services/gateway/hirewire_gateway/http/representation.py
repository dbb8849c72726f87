"""Resources as responses: their JSON, their entity tag."""

from typing import Protocol

from hirewire_contracts.values import Stamp
from starlette.responses import Response

from hirewire_gateway.http.conditions import entity_tag, is_known, not_modified
from hirewire_gateway.http.veil import VEILED, veiled
from hirewire_gateway.identity.permissions import Actor


class Representable(Protocol):
    def model_dump_json(self) -> str: ...


class Resource(Representable, Protocol):
    """Something with a version."""

    @property
    def sequence(self) -> int: ...


def resource_response(state: Resource, variant: str = "") -> Response:
    """``variant`` tells representations of one sequence apart, where there are several."""
    headers = {"ETag": entity_tag(state.sequence, variant)}
    return json_response(state, headers=headers)


async def shown_to(actor: Actor, state: Stamp) -> Response:
    """The representation that this actor gets, where nothing has to be fetched for it."""
    shown = veiled(actor, state)
    return resource_response(shown, "" if shown is state else VEILED)


def created_response(state: Resource, location: str) -> Response:
    response = resource_response(state)
    response.status_code = 201
    response.headers["Location"] = location
    return response


def json_response(
    value: Representable, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return Response(value.model_dump_json(), status, headers, "application/json")


def unless_known(response: Response, if_none_match: str | None) -> Response:
    """The response, or 304 when the client holds this very representation."""
    tag = response.headers["ETag"]
    response.headers["Cache-Control"] = "private, no-cache"
    return not_modified(tag) if is_known(tag, if_none_match) else response
