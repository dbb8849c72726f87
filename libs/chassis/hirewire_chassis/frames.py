"""Properties that cannot be decoded cost themselves, and not the connection (docs/adr/0041)."""

import struct

from pamqp import commands
from pamqp.header import ContentHeader

UNREADABLE = "hirewire-unreadable-properties"
_decode = ContentHeader.unmarshal


def _decode_what_can_be(header: ContentHeader, data: bytes) -> None:
    """The message goes on with none of its properties; its envelope says what they mirror."""
    try:
        _decode(header, data)
    except (struct.error, ValueError, ArithmeticError, RecursionError):
        header.properties = commands.Basic.Properties(headers={UNREADABLE: True})


def tolerate_garbage() -> None:
    """The client has no place for a decoder of one's own."""
    ContentHeader.unmarshal = _decode_what_can_be  # type: ignore[method-assign, assignment]
