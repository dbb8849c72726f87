"""Prose cut into words, as the corpus that the tagger learnt from is cut."""

import re
from dataclasses import dataclass

# Brackets, bullets, quotes, commas and the stop of a sentence are no part of a word; the corpus
# keeps `C++`, `CI/CD`, `Node.js` and `you'll` whole, and knows no comma.
_APART = r"\s,;()\[\]{}\"\u201c\u201d\u2022|"
_WORD = re.compile(rf"\.?\w(?:[^{_APART}]*[^{_APART}.])?|[().&\u2013\u2014/*-]")
_ENDS = ":!?'\u2019"


@dataclass(frozen=True, slots=True)
class Word:
    """`text` is what stands at `start:end`; `breaks` when a comma or the like stands before it."""

    start: int
    end: int
    text: str
    breaks: bool = False


def words_of(text: str, start: int, end: int) -> list[Word]:
    """The words of `text[start:end]`, with offsets of the whole text."""
    words: list[Word] = []
    for found in _WORD.finditer(text, start, end):
        between = text[words[-1].end : found.start()] if words else ""
        words.append(Word(*found.span(), found.group(), breaks=bool(between.strip())))
    return words


def end_of(word: Word) -> int:
    """Where the word ends without the colon or the like that the corpus leaves at it."""
    return word.end - len(word.text) + len(word.text.rstrip(_ENDS) or word.text)
