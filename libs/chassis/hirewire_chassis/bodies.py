"""What a message's bytes may hold beside being JSON."""

import re

_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def holds_nul(body: bytes) -> bool:
    """Whether a JSON text names the character NUL, which no text in PostgreSQL can hold."""
    return _ESCAPED_NUL.search(body) is not None
