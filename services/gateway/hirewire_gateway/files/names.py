"""File names as people gave them: shown, never used as a path."""

import re
import unicodedata
from urllib.parse import quote

MAX_LENGTH = 200
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def clean_name(name: str | None) -> str:
    """The last part of a path, without characters that hide what it is."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    printable = _UNPRINTABLE.sub("", unicodedata.normalize("NFC", last)).strip()
    return printable[-MAX_LENGTH:] or "file"


def attachment(name: str) -> str:
    """Content-Disposition (RFC 6266): saved under this name, never opened in place."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
