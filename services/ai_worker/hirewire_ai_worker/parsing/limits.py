"""How much a document may cost."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """Sizes in bytes, times in seconds. `memory` bounds the address space of the parser process."""

    file_size: int = 20 * MEBIBYTE
    pages: int = 50
    text_length: int = 300_000
    unpacked_size: int = 100 * MEBIBYTE
    zip_ratio: int = 150
    zip_entries: int = 2_000
    wall_time: float = 30.0
    cpu_time: int = 20
    memory: int = 1024 * MEBIBYTE
