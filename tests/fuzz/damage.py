"""Damaged and hostile documents, the same for the same seed."""

import random
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.fuzz.depths import DEPTHS
from tests.fuzz.floods import FLOODS
from tests.fuzz.samples import samples
from tests.fuzz.zips import BOMBS

HEADS = (
    *(b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1 ", b"<!doctype html>", b"\xff\xfe", b"\xef\xbb\xbf"),
    *(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"\x7fELF", b"\x1f\x8b\x08", b"MZ"),
    *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"BZh9", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"),
)


@dataclass(frozen=True, slots=True)
class Broken:
    """``name`` says what it was made from and how."""

    name: str
    content: bytes


Damage = Callable[[random.Random, bytes], bytes]


def truncated(chance: random.Random, whole: bytes) -> bytes:
    return whole[: chance.randrange(1, len(whole))]


def flipped(chance: random.Random, whole: bytes) -> bytes:
    broken = bytearray(whole)
    for _ in range(chance.choice((1, 5, 50, 500))):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def holed(chance: random.Random, whole: bytes) -> bytes:
    """A piece is missing, doubled or blank."""
    start = chance.randrange(len(whole))
    end = min(len(whole), start + chance.randrange(1, 400))
    piece = chance.choice((b"", whole[start:end] * 2, b"\0" * (end - start)))
    return whole[:start] + piece + whole[end:]


def disguised(chance: random.Random, whole: bytes) -> bytes:
    """Begins like something else: what a wrong extension promises, the content does not keep."""
    head = chance.choice(HEADS)
    return head + whole[chance.choice((0, len(head))) :]


def spliced(chance: random.Random, whole: bytes) -> bytes:
    other = chance.choice(sorted(samples().values()))
    return truncated(chance, whole) + other[chance.randrange(len(other)) :]


def squeezed(chance: random.Random, whole: bytes) -> bytes:
    """Compressed as a whole, perhaps with an end that is missing."""
    packed = zlib.compress(whole)
    return packed[: chance.randrange(len(packed) // 2, len(packed) + 1)]


DAMAGES: Mapping[str, Damage] = {
    each.__name__: each for each in (truncated, flipped, holed, disguised, spliced, squeezed)
}
MADE: Mapping[str, Callable[[random.Random], bytes]] = {**BOMBS, **DEPTHS, **FLOODS}
"""What is hostile from the start and needs no damage."""


def broken_documents(count: int, seed: int) -> Iterator[Broken]:
    """One in five is made hostile, the others are whole documents that were damaged."""
    chance = random.Random(seed)  # noqa: S311 - the same documents each time
    whole, kinds = samples(), sorted(samples())
    for at in range(count):
        if at % 5 == 0:
            name = sorted(MADE)[at // 5 % len(MADE)]
            yield Broken(name, MADE[name](chance))
            continue
        kind = kinds[at % len(kinds)]
        damage = chance.choice(sorted(DAMAGES))
        yield Broken(f"{kind} {damage}", DAMAGES[damage](chance, whole[kind]))
