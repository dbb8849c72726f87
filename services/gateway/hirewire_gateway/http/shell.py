"""The outermost layer of every request: its id, its headers, its log line, its last resort."""

import re
import time
from uuid import uuid4

import structlog
from hirewire_chassis.traces import TRACEPARENT
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hirewire_gateway.http.problems import surprise
from hirewire_gateway.http.tracing import name_span, request_span

_GIVEN_ID = re.compile(r"[A-Za-z0-9._:-]{8,100}")
_QUIET = frozenset({"/livez", "/readyz", "/metrics"})
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
log = structlog.get_logger("hirewire_gateway.access")


class RequestShell:
    """``transport_security`` adds HSTS: for a gateway that is reached by https alone."""

    def __init__(self, app: ASGIApp, *, transport_security: bool) -> None:
        self._app = app
        self._headers = dict(_SECURITY)
        if transport_security:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope["request_id"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            if scope["path"] in _QUIET:
                await self._answer(scope, receive, send, request_id)
                return
            with request_span(scope) as span:
                scope[TRACEPARENT] = span.traceparent
                name_span(span, scope, await self._answer(scope, receive, send, request_id))

    async def _answer(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> int:
        started, status = time.perf_counter(), 0

        async def send_dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                self._dress(headers, request_id)
                if "allowance" in scope:
                    for name, value in scope["allowance"].headers.items():
                        headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_dressed)
        except Exception as error:
            if status:
                raise
            await surprise(error, request_id)(scope, receive, send_dressed)
        finally:
            _note(scope, status, time.perf_counter() - started)
        return status

    def _dress(self, headers: MutableHeaders, request_id: str) -> None:
        headers["X-Request-Id"] = request_id
        for name, value in self._headers.items():
            headers.setdefault(name, value)


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _GIVEN_ID.fullmatch(given) else uuid4().hex


def _note(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "unknown")
    metrics = scope.get("state", {}).get("request_metrics")
    if metrics is not None:
        metrics.note(scope["method"], route, status, seconds)
    if scope["path"] not in _QUIET:
        log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )
