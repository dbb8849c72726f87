"""HTTP to a model's endpoint, with a bound on what it may answer."""

from collections.abc import AsyncIterator

import httpx2

LARGEST_ANSWER = 1024 * 1024


class BoundedTransport(httpx2.AsyncHTTPTransport):
    """Ends an answer with ReadError once it is larger than a megabyte."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Bounded(response.stream),
            extensions=response.extensions,
        )


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: object) -> None:
        if not isinstance(stream, httpx2.AsyncByteStream):
            raise TypeError("an answer that is no stream of bytes")
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for part in self._stream:
            size += len(part)
            if size > LARGEST_ANSWER:
                raise httpx2.ReadError("the answer is larger than a megabyte")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
