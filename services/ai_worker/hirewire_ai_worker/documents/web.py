"""Pages and files of the web as documents, without a way into the networks behind this machine."""

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx2
from hirewire_contracts.documents import Failure

from hirewire_ai_worker.parsing.limits import ParseLimits

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
NAT64 = IPv6Network("64:ff9b::/96")
MOST_REDIRECTS = 5
BUSY = (408, 425, 429)
HEADERS = {"User-Agent": "hirewire", "Accept": "text/html,application/pdf,*/*;q=0.5"}


class _RefusedError(Exception):
    """Ends a fetch with its failure."""

    def __init__(self, code: str, detail: str, *, retryable: bool = False) -> None:
        super().__init__(detail)
        self.failure = Failure(code=code, detail=detail, retryable=retryable)


@dataclass(frozen=True, slots=True)
class Web:
    """Sizes in bytes, times in seconds. ``networks`` may be read from though they are private."""

    networks: tuple[Network, ...] = ()
    largest: int = ParseLimits().file_size
    patience: float = 20.0

    async def fetch(self, url: str) -> bytes | Failure:
        """What is there, after at most five redirects, each of which is judged like the first."""
        try:
            async with asyncio.timeout(self.patience):
                return await self._follow(httpx2.URL(url))
        except _RefusedError as refused:
            return refused.failure
        except TimeoutError:
            return _unreachable(f"no whole answer within {self.patience:g} seconds")
        except httpx2.InvalidURL as error:
            return Failure(code="url_forbidden", detail=f"no address: {error}", retryable=False)
        except (httpx2.HTTPError, OSError, UnicodeError) as error:
            return _unreachable(f"no answer: {type(error).__name__}")

    async def _follow(self, url: httpx2.URL) -> bytes:
        async with httpx2.AsyncClient(trust_env=False, follow_redirects=False) as client:
            for _ in range(MOST_REDIRECTS + 1):
                request = await self._request(client, url)
                response = await client.send(request, stream=True)
                try:
                    if not response.has_redirect_location:
                        return await self._content(response)
                    url = url.join(response.headers["Location"])
                finally:
                    await response.aclose()
        raise _RefusedError("url_refused", f"more than {MOST_REDIRECTS} redirects")

    async def _request(self, client: httpx2.AsyncClient, url: httpx2.URL) -> httpx2.Request:
        """To the very address that was judged: a second look-up might give another one."""
        if url.scheme not in ("http", "https") or not url.host or url.userinfo:
            raise _RefusedError("url_forbidden", "only http and https, without a login in it")
        address = await self._judged(url.host, url.port)
        return client.build_request(
            "GET",
            url.copy_with(host=str(address), fragment=None),
            headers={**HEADERS, "Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )

    async def _judged(self, host: str, port: int | None) -> Address:
        """The first address of the host; all of them have to be public."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
        )
        addresses = [ip_address(str(place[0]).partition("%")[0]) for *_, place in found]
        if not all(is_public(each) or self._is_allowed(each) for each in addresses):
            raise _RefusedError("url_forbidden", f"{host} is no public address")
        return addresses[0]

    def _is_allowed(self, address: Address) -> bool:
        return any(address in network for network in self.networks)

    async def _content(self, response: httpx2.Response) -> bytes:
        status = response.status_code
        if not response.is_success:
            retryable = status in BUSY or response.is_server_error
            raise _RefusedError("url_refused", f"answered by status {status}", retryable=retryable)
        pieces, size = [], 0
        async for piece in response.aiter_bytes():
            size += len(piece)
            if size > self.largest:
                raise _RefusedError("too_large", f"more than {self.largest} bytes")
            pieces.append(piece)
        return b"".join(pieces)


def is_public(address: Address) -> bool:
    """False too for forms of version 6 that carry an address of version 4."""
    return address.is_global and not address.is_multicast and not _carries_another(address)


def _carries_another(address: Address) -> bool:
    return isinstance(address, IPv6Address) and (
        address.ipv4_mapped is not None
        or address.sixtofour is not None
        or address.teredo is not None
        or address in NAT64
    )


def _unreachable(detail: str) -> Failure:
    return Failure(code="url_unreachable", detail=detail, retryable=True)
