"""What machines ask about the gateway itself: its health, its keys, its message contract."""

import json
from importlib.resources import files

from fastapi import APIRouter, Request
from hirewire_chassis.health import liveness
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from hirewire_gateway.http.problems import not_found
from hirewire_gateway.state import state_of

routes = APIRouter(include_in_schema=False)
_NEEDED = ("database", "drain")


@routes.get("/livez")
async def live(request: Request) -> Response:
    return liveness(state_of(request)["runtime"].loop_watch)


@routes.get("/readyz")
async def ready(request: Request) -> Response:
    """Without the broker the gateway still reads, and accepts writes: it stays ready."""
    parts = dict(await state_of(request)["runtime"].readiness())
    fine = all(parts[name] == "ok" for name in _NEEDED)
    body = {"status": "ready" if fine else "not ready", **parts}
    return JSONResponse(body, 200 if fine else 503)


@routes.get("/metrics")
async def metrics(request: Request) -> Response:
    registry = state_of(request)["runtime"].metrics.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


@routes.get("/.well-known/jwks.json")
async def signing_keys(request: Request) -> Response:
    response = JSONResponse(state_of(request)["keys"].public())
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@routes.get("/asyncapi.json")
async def asyncapi() -> Response:
    """The messages between the services, as the contracts package describes them."""
    document = files("hirewire_contracts") / "asyncapi.json"
    if not document.is_file():
        raise not_found("document")
    return JSONResponse(json.loads(document.read_text("utf-8")))
