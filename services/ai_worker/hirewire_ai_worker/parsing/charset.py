"""Bytes of unknown encoding to text."""

import codecs
from dataclasses import dataclass

from hirewire_ai_worker.parsing.failures import UnreadableError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Decoded:
    """`lossless` is false when bytes had to be replaced by U+FFFD."""

    text: str
    encoding: str
    lossless: bool = True


def decode(data: bytes) -> Decoded:
    """A byte order mark decides, then UTF-8 when it fits, then the likeliest legacy encoding."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8")
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and error.start < len(data) - 4:
            return _legacy(data)
    return Decoded(data.decode(encoding, errors="replace"), encoding, lossless=False)


def _legacy(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow import, seldom needed

    best = from_bytes(data[:SAMPLE], cp_isolation=["cp1252", "cp1250", "cp1251", "cp1253"]).best()
    if best is None:
        raise UnreadableError("unsupported_type", "bytes in no known text encoding")
    text = data.decode(best.encoding, errors="replace")
    return Decoded(text, best.encoding, lossless="\ufffd" not in text)
