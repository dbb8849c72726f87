"""Requests of nobody in particular are limited by the address that they come from."""

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hirewire_gateway.http.guards import open_paths
from hirewire_gateway.http.origins import network_of
from hirewire_gateway.http.problems import problem_response
from hirewire_gateway.http.rate_limits import KNOWN, Allowance, too_many

_UNCOUNTED = frozenset({"/livez", "/readyz", "/metrics"})
_SIGNED = frozenset({"/v1/webhooks/clerk"})


class AnonymousLimit:
    """429 for too many requests without credentials, or with such as open nothing.

    Whoever proves who they are is let through, however many others come from their address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open: frozenset[str] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or scope["path"] in _UNCOUNTED:
            await self._app(scope, receive, send)
        elif self._may_prove(scope):
            await self._app(scope, receive, _Refusing(scope, receive, send).send)
        else:
            allowance = scope["allowance"] = _take(scope)
            if allowance.wait_seconds > 0:
                await _refuse(scope, receive, send, allowance)
            else:
                await self._app(scope, receive, send)

    def _may_prove(self, scope: Scope) -> bool:
        """Whether somebody will look at the credentials that came along."""
        if scope["path"] in _SIGNED:
            return True
        if self._open is None:
            self._open = open_paths(scope["app"].routes)
        return "authorization" in Headers(scope=scope) and scope["path"] not in self._open


class _Refusing:
    """Counts the request when its answer begins and nobody was known."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._refused = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and KNOWN not in self._scope:
            allowance = _take(self._scope)
            if allowance.wait_seconds > 0:
                self._refused = True
                await _refuse(self._scope, self._receive, self._send, allowance)
        if not self._refused:
            await self._send(message)


def _take(scope: Scope) -> Allowance:
    allowance: Allowance = scope["state"]["anonymous_limit"].take(network_of(HTTPConnection(scope)))
    return allowance


async def _refuse(scope: Scope, receive: Receive, send: Send, allowance: Allowance) -> None:
    refusal = too_many(allowance)
    request_id = str(scope.get("request_id", ""))
    answer = problem_response(refusal.problem, request_id, refusal.headers)
    await answer(scope, receive, send)
