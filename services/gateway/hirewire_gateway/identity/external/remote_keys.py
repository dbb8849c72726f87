"""The signing keys of another provider: fetched from the one address that the settings name."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

_FRESH_SECONDS = 600.0
_PAUSE_SECONDS = 10.0
_LARGEST_BYTES = 512 * 1024
ALGORITHMS = ("RS256", "PS256", "ES256")


class ProviderError(Exception):
    """The provider did not answer, or not as it should."""


class UnprovedTokenError(Exception):
    """The token is not the provider's."""


async def fetch_json(client: httpx2.AsyncClient, url: str, **request: Any) -> dict[str, Any]:
    """An object of at most 512 KiB; redirects are not followed. Raises ProviderError."""
    try:
        async with client.stream("GET", url, **request) as response:
            response.raise_for_status()
            content = b""
            async for part in response.aiter_bytes():
                content += part
                if len(content) > _LARGEST_BYTES:
                    raise ProviderError(f"{url} answers with more than {_LARGEST_BYTES} bytes")
        found = httpx2.Response(200, content=content).json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderError(f"{url}: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise ProviderError(f"{url} does not answer with an object")
    return found


class RemoteKeys:
    """Fetched anew when they are old, and when a token is signed with none of them."""

    def __init__(self, client: httpx2.AsyncClient, address: Callable[[], Awaitable[str]]) -> None:
        self._client = client
        self._address = address
        self._keys: KeySet | None = None
        self._fetched_at = 0.0

    async def prove(self, token: str, algorithms: Sequence[str] = ALGORITHMS) -> jwt.Token:
        """The token, if one of the keys has signed it.

        A key in the token's own header (``jwk``, ``jku``, ``x5u``) counts for nothing. Raises
        UnprovedTokenError, ProviderError.
        """
        keys = await self._current(_FRESH_SECONDS)
        try:
            return jwt.decode(token, keys, algorithms=list(algorithms))
        except (JoseError, ValueError) as error:
            newer = await self._current(_PAUSE_SECONDS)
            if newer is keys:
                raise UnprovedTokenError(str(error)) from error
        try:
            return jwt.decode(token, newer, algorithms=list(algorithms))
        except (JoseError, ValueError) as error:
            raise UnprovedTokenError(str(error)) from error

    async def _current(self, oldest: float) -> KeySet:
        if self._keys is None or time.monotonic() - self._fetched_at > oldest:
            found = await fetch_json(self._client, await self._address())
            self._keys = _usable(found)
            self._fetched_at = time.monotonic()
        return self._keys


def _usable(found: Mapping[str, Any]) -> KeySet:
    """Keys of kinds that we do not know are nobody's."""
    entries = found.get("keys")
    known = [each for each in entries or () if isinstance(each, dict) and _may_sign(each)]
    try:
        return KeySet.import_key_set({"keys": known})
    except (JoseError, ValueError, KeyError) as error:
        raise ProviderError(f"the provider's keys can't be used: {error}") from error


def _may_sign(key: Mapping[str, Any]) -> bool:
    return key.get("kty") in {"RSA", "EC"} and key.get("use", "sig") == "sig"
