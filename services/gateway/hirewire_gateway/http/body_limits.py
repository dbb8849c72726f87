"""No request body is larger than its address allows, whatever its headers say."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hirewire_gateway.http.problems import ProblemError, fail, problem_response


class BodyLimit:
    """``uploads`` are the paths with a limit of their own; all others have ``limit``, in bytes."""

    def __init__(self, app: ASGIApp, *, limit: int, uploads: Mapping[str, int]) -> None:
        self._app = app
        self._limit = limit
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._uploads.get(scope["path"], self._limit)
        if _announced(scope) > limit:
            problem = _too_large(limit).problem
            await problem_response(problem, str(scope.get("request_id", "")))(scope, receive, send)
            return
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _too_large(limit)
            return message

        await self._app(scope, receive_counted, send)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _too_large(limit: int) -> ProblemError:
    return fail(413, "too_large", f"The body is larger than {limit} bytes.")
