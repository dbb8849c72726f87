"""No request body is larger than its address allows or takes for ever, whatever headers say."""

import asyncio
import math
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hirewire_gateway.http.problems import ProblemError, fail, problem_response


class BodyLimit:
    """``uploads`` are the paths with a limit of their own; all others have ``limit``, in bytes.

    A whole body has ``seconds`` to arrive.
    """

    def __init__(
        self, app: ASGIApp, *, limit: int, uploads: Mapping[str, int], seconds: float
    ) -> None:
        self._app = app
        self._limit = limit
        self._uploads = uploads
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._uploads.get(scope["path"], self._limit)
        if _announced(scope) > limit:
            problem = _too_large(limit).problem
            await problem_response(problem, str(scope.get("request_id", "")))(scope, receive, send)
            return
        received, arrives_until = 0, None

        async def receive_counted() -> Message:
            nonlocal received, arrives_until
            if arrives_until is None:
                arrives_until = asyncio.get_running_loop().time() + self._seconds
            message = await _in_time(receive, arrives_until)
            if not message.get("more_body", False):
                arrives_until = math.inf
            received += len(message.get("body", b""))
            if received > limit:
                raise _too_large(limit)
            return message

        await self._app(scope, receive_counted, send)


async def _in_time(receive: Receive, until: float) -> Message:
    """Once the body is whole ``until`` is infinite: a client may then stay as long as it likes."""
    try:
        async with asyncio.timeout_at(None if math.isinf(until) else until):
            return await receive()
    except TimeoutError:
        raise fail(408, "too_slow", "The body did not arrive in time.") from None


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _too_large(limit: int) -> ProblemError:
    return fail(413, "too_large", f"The body is larger than {limit} bytes.")
