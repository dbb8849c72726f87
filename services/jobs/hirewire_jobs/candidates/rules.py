"""What a document means for a candidate, decided over plain data."""

from hashlib import sha256
from uuid import UUID

from hirewire_contracts.documents import Document

_TIME_BITS = 48


def candidate_id_for(document: Document) -> UUID:
    """The candidate that a résumé is about; the same id however often the document is read.

    Where nobody chose one, it is a UUIDv7 with the document's time and a digest of its id in
    place of the random bits.
    """
    if document.about is not None and document.about.kind == "candidate":
        return document.about.id
    time = document.id.int >> (128 - _TIME_BITS)
    digest = sha256(b"candidate" + document.id.bytes).digest()
    tail = int.from_bytes(digest[:10]) & ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=time << 80 | tail | 0x7 << 76 | 0x2 << 62)
