"""The zip container of a Word document, checked before anything is unpacked."""

import io
import lzma
import struct
import zipfile
import zlib

from hirewire_ai_worker.parsing.failures import UnreadableError
from hirewire_ai_worker.parsing.limits import ParseLimits

ENCRYPTED_BIT = 0x1
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    NotImplementedError,
    ValueError,
)
"""What reading a damaged container may raise, at its directory or within an entry."""


def check_container(data: bytes, limits: ParseLimits) -> None:
    """Raises `UnreadableError` (zip_bomb, encrypted, damaged); reads the directory only."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except BROKEN as error:
        raise UnreadableError("damaged", f"a broken zip container: {error}") from error
    if any(entry.flag_bits & ENCRYPTED_BIT for entry in entries):
        raise UnreadableError("encrypted", "the container is protected by a password")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.zip_entries or unpacked > limits.unpacked_size:
        raise UnreadableError("zip_bomb", f"{len(entries)} entries, {unpacked} bytes unpacked")
    packed = max(len(data), 1)
    if unpacked > limits.zip_ratio * packed:
        raise UnreadableError("zip_bomb", f"unpacks to {unpacked // packed} times its size")
