"""Positions in lists, sealed so that a client can only hand back what it was given."""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

After = tuple[str, UUID]
"""The sort value and the id of the last item that the client has."""

_MAC_BYTES = 16


class InvalidCursorError(ValueError):
    """Not one of ours, or one of another list or another filter."""


class Cursors:
    """Seals and opens cursors. ``key`` signs; ``binding`` is what list the cursor belongs to."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, after: After, binding: str) -> str:
        content = json.dumps([after[0], after[1].hex]).encode()
        mac = self._mac(content, binding)
        return base64.urlsafe_b64encode(mac + content).rstrip(b"=").decode()

    def open(self, cursor: str, binding: str) -> After:
        """Raises InvalidCursorError."""
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise InvalidCursorError(cursor) from error
        mac, content = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(content, binding)):
            raise InvalidCursorError(cursor)
        value, item = json.loads(content)
        return str(value), UUID(item)

    def _mac(self, content: bytes, binding: str) -> bytes:
        message = binding.encode() + b"\0" + content
        return hmac.digest(self._key, message, sha256)[:_MAC_BYTES]


def binding_of(what: str, workspace_id: UUID, parameters: Mapping[str, str]) -> str:
    """One text for one list: same resource, workspace, filters, words and order."""
    return json.dumps([what, workspace_id.hex, sorted(parameters.items())])
