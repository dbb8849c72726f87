"""Refresh tokens: one row per session with a counter, and tokens that can be derived from it.

Token n of a session is a MAC over the session and n, so the successor of a token is always the
same text: two tabs that refresh at once get the same answer. Supabase and Auth0 describe the two
halves, rotation by counter and the leeway for the previous token:
https://auth0.com/docs/secure/tokens/refresh-tokens/refresh-token-rotation
"""

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal
from uuid import UUID

_LAYOUT = struct.Struct(">16s16sQ")
_MAC_BYTES = 24
Verdict = Literal["rotate", "repeat", "reused", "unknown"]


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """``rotation`` is which token of the session this is, from 0."""

    user_id: UUID
    session_id: UUID
    rotation: int
    mac: bytes

    def text(self) -> str:
        raw = _packed(self.user_id, self.session_id, self.rotation) + self.mac
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    def is_signed_with(self, key: bytes) -> bool:
        genuine = _mac(key, self.user_id, self.session_id, self.rotation)
        return hmac.compare_digest(genuine, self.mac)


def make_refresh_token(key: bytes, user_id: UUID, session_id: UUID, rotation: int) -> RefreshToken:
    mac = _mac(key, user_id, session_id, rotation)
    return RefreshToken(user_id, session_id, rotation, mac)


def read_refresh_token(text: str) -> RefreshToken | None:
    """What the text says; nothing of it is proved before ``is_signed_with``."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) != _LAYOUT.size + _MAC_BYTES:
        return None
    user, session, rotation = _LAYOUT.unpack(raw[: _LAYOUT.size])
    return RefreshToken(UUID(bytes=user), UUID(bytes=session), rotation, raw[_LAYOUT.size :])


def judge(presented: int, current: int, seconds_since: float, leeway_seconds: float) -> Verdict:
    """What a genuine token of rotation ``presented`` is worth when ``current`` is the newest.

    The token before the newest is good for ``leeway_seconds`` after the rotation, for a second
    tab or a lost answer; anything older was stolen or copied.
    """
    if presented > current:
        return "unknown"
    if presented == current:
        return "rotate"
    if presented == current - 1 and seconds_since <= leeway_seconds:
        return "repeat"
    return "reused"


def session_key(secret: bytes, salt: bytes) -> bytes:
    """Neither the database nor the settings alone can make a token."""
    return hmac.digest(secret, b"refresh\0" + salt, sha256)


def _packed(user_id: UUID, session_id: UUID, rotation: int) -> bytes:
    return _LAYOUT.pack(user_id.bytes, session_id.bytes, rotation)


def _mac(key: bytes, user_id: UUID, session_id: UUID, rotation: int) -> bytes:
    return hmac.digest(key, _packed(user_id, session_id, rotation), sha256)[:_MAC_BYTES]
