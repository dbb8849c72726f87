"""/livez, /readyz and /metrics: what an orchestrator and Prometheus ask."""

import json
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hirewire_chassis.loop_watch import LoopWatch

Readiness = Callable[[], Awaitable[Mapping[str, str]]]
"""Each part of the process and "ok", or what is wrong with it."""


def health_routes(
    readiness: Readiness, registry: CollectorRegistry, watch: LoopWatch
) -> list[Route]:
    """Liveness never asks the broker or the database: their outage must restart nobody."""

    async def live(_request: Request) -> Response:
        return liveness(watch)

    async def ready(_request: Request) -> Response:
        parts = dict(await readiness())
        fine = all(state == "ok" for state in parts.values())
        return _json(200 if fine else 503, {"status": "ready" if fine else "not ready", **parts})

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/livez", live), Route("/readyz", ready), Route("/metrics", metrics)]


def liveness(watch: LoopWatch) -> Response:
    """503 for a loop that is far behind; one that is stuck cannot even answer."""
    return _json(503, {"status": "stalled"}) if watch.stalled else _json(200, {"status": "alive"})


def health_app(readiness: Readiness, registry: CollectorRegistry, watch: LoopWatch) -> Starlette:
    return Starlette(routes=list(health_routes(readiness, registry, watch)))


def _json(status: int, body: Mapping[str, str]) -> Response:
    return Response(json.dumps(body), status, media_type="application/json")
