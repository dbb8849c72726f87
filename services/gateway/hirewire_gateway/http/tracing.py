"""The trace that a request belongs to (W3C Trace Context), handed on in every message."""

import re
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from hirewire_chassis.traces import OFF, TRACEPARENT, Span
from starlette.datastructures import Headers
from starlette.types import Scope

_FORM = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def request_span(scope: Scope) -> AbstractContextManager[Span]:
    """Of the caller's trace, or a new one. A header that is not well formed counts for nothing."""
    runtime = scope.get("state", {}).get("runtime")
    given = Headers(scope=scope).get(TRACEPARENT)
    parent = given if given is not None and _FORM.fullmatch(given) else None
    return (runtime.traces if runtime else OFF).span(str(scope["method"]), "server", parent)


def name_span(span: Span, scope: Scope, status: int) -> None:
    """In the words of https://opentelemetry.io/docs/specs/semconv/http/http-spans/ ."""
    route = getattr(scope.get("route"), "path", "unknown")
    method = str(scope["method"])
    attributes: dict[str, str | int] = {
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": status,
    }
    span.name(f"{method} {route}", attributes)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        span.fail(str(status))


async def trace_parent(request: Request) -> str | None:
    """What the messages that this request causes belong to."""
    found: str | None = request.scope.get(TRACEPARENT)
    return found


TraceParent = Annotated[str | None, Depends(trace_parent)]
