"""How much of one text stands in another, told from a sample of its word sequences.

A. Broder, "On the resemblance and containment of documents", 1997: all sequences of some words are
hashed, and those whose hash is divisible by a number are kept. Of two texts the same are kept.
"""

import re
from collections.abc import Set as AbstractSet
from hashlib import blake2b

from hirewire_ai_worker.taxonomy.names import fold

WORDS = 5
ONE_IN = 4
MOST = 2_000
FEWEST = 12
"""Of fewer sequences nothing is concluded: that is some fifty words."""
_WORD = re.compile(r"\w+")


def sequences_of(text: str) -> frozenset[int]:
    """A sample of the text's word sequences, as numbers of 63 bits."""
    words = _WORD.findall(fold(text))
    hashed = {_hash(" ".join(words[at : at + WORDS])) for at in range(len(words) - WORDS + 1)}
    return frozenset(sorted(value for value in hashed if value % ONE_IN == 0)[:MOST])


def contained(own: AbstractSet[int], shared: int) -> float:
    """The share of a text that stands in another one; 0 when there is too little to tell."""
    return shared / len(own) if len(own) >= FEWEST else 0.0


def _hash(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big") >> 1
