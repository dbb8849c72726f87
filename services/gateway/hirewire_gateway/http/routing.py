"""Routes that refuse a body they can't take before anything else looks at it."""

from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

from fastapi import APIRouter, Request, Response, params
from fastapi.routing import APIRoute

from hirewire_gateway.http.json_bodies import parse_json
from hirewire_gateway.http.problems import fail

Answer = Callable[[Request], Coroutine[Any, Any, Response]]
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


class StrictRoute(APIRoute):
    """415 for a body of another media type, 422 for one that only calls itself JSON."""

    def get_route_handler(self) -> Answer:
        answer = super().get_route_handler()
        field = self.body_field
        if field is None:
            return answer
        wanted = _FORM if isinstance(field.field_info, params.Form) else _JSON

        async def answer_strictly(request: Request) -> Response:
            body = await request.body()
            if body:
                _check_media_type(request, wanted)
                if wanted == _JSON:
                    parse_json(body)
            return await answer(request)

        return answer_strictly


def router(prefix: str, tag: str) -> APIRouter:
    return APIRouter(prefix=prefix, tags=[tag], route_class=StrictRoute)


def _check_media_type(request: Request, wanted: str) -> None:
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    given = header.get_content_type()
    is_json = wanted == _JSON and given.startswith("application/") and given.endswith("+json")
    if given != wanted and not is_json:
        raise fail(415, "unsupported_media_type", f"Send this as {wanted}.")
