"""Finds many names in a text at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import ahocorasick

from hirewire_ai_worker.taxonomy.names import fold

Entry = TypeVar("Entry")
SIGNS_OF_LONGER_NAMES = "+#"


@dataclass(frozen=True, slots=True)
class Hit(Generic[Entry]):
    """`form` is the folded name that was found at `start:end` of the folded text."""

    start: int
    end: int
    form: str
    entry: Entry


class Lexicon(Generic[Entry]):
    """Names and what they mean; the first entry that claims a name keeps it.

    Matching is by whole words, ignoring case and accents (Aho and Corasick, 1975); of overlapping
    names the longest wins.
    """

    def __init__(self, names: Iterable[tuple[str, Entry]]) -> None:
        self._entries: dict[str, Entry] = {}
        for name, entry in names:
            self._entries.setdefault(" ".join(fold(name).split()), entry)
        self._automaton = ahocorasick.Automaton()
        for form in self._entries:
            self._automaton.add_word(form, form)
        if self._entries:
            self._automaton.make_automaton()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def entries(self) -> Mapping[str, Entry]:
        return self._entries

    def get(self, name: str) -> Entry | None:
        """The entry whose name is exactly this, ignoring case, accents and spacing."""
        return self._entries.get(" ".join(fold(name).split()))

    def find(self, folded: str) -> Iterator[Hit[Entry]]:
        """Hits from left to right, never overlapping, in a text that `fold` has gone over."""
        position = 0
        for start, form in sorted(
            self._whole_words(folded), key=lambda hit: (hit[0], -len(hit[1]))
        ):
            if start >= position:
                position = start + len(form)
                yield Hit(start, position, form, self._entries[form])

    def _whole_words(self, folded: str) -> Iterator[tuple[int, str]]:
        if not self._entries:
            return
        for last, form in self._automaton.iter(folded):
            start = last - len(form) + 1
            if is_whole_word(folded, start, last + 1):
                yield start, form


def is_whole_word(folded: str, start: int, end: int) -> bool:
    """False inside a longer word, a dotted name or something like `C+`."""
    opens = folded[start].isalnum() or folded[start] == "."
    if opens and _joined_before(folded, start):
        return False
    return not (folded[end - 1].isalnum() and _joined_after(folded, end))


def _joined_before(folded: str, start: int) -> bool:
    before = folded[start - 1] if start else " "
    if before.isalnum() or before in "_@":
        return True
    return before in ".-" and start > 1 and folded[start - 2].isalnum()


def _joined_after(folded: str, end: int) -> bool:
    after = folded[end] if end < len(folded) else " "
    if after.isalnum() or after in "_@" or after in SIGNS_OF_LONGER_NAMES:
        return True
    return after == "." and end + 1 < len(folded) and folded[end + 1].isalnum()
