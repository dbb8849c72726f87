"""Words to segments: pieces of one row with no wide gap inside."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from hirewire_ai_worker.parsing.pdf.words import Word

WIDE_GAP = 1.2
SAME_ROW = 0.45
FEWEST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """A box in points from the top left corner, with its text."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1.0)


Box = TypeVar("Box", "Word", "Segment")


def rows_of(boxes: Sequence[Box]) -> list[list[Box]]:
    """The boxes of each line of the page, from the top down, each line from left to right."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda each: (each.middle, each.left)):
        if rows and abs(box.middle - rows[-1][0].middle) < SAME_ROW * min(
            box.height, rows[-1][0].height
        ):
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def segments_of(words: Sequence[Word]) -> list[Segment]:
    return [segment(group) for row in rows_of(words) for group in _split_at_gaps(row)]


def _split_at_gaps(row: Sequence[Word]) -> list[list[Word]]:
    groups: list[list[Word]] = []
    for word in row:
        limit = WIDE_GAP * max(word.look.size, 4.0)
        if groups and word.left - groups[-1][-1].right < limit:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def segment(words: Sequence[Word]) -> Segment:
    sizes = [word.look.size for word in words for _ in word.text]
    bold = sum(len(word.text) for word in words if word.look.bold)
    return Segment(
        text=_text(words),
        left=words[0].left,
        top=min(word.top for word in words),
        right=max(word.right for word in words),
        bottom=max(word.bottom for word in words),
        size=median(sizes),
        bold=bold * 2 > len(sizes),
    )


def _text(words: Sequence[Word]) -> str:
    if is_letter_spaced([word.text for word in words]):
        return _close_letters(words)
    pieces = [words[0].text]
    for before, word in itertools.pairwise(words):
        touching = word.left - before.right < 0.1 * word.look.size and not word.spaced
        pieces.append(word.text if touching else f" {word.text}")
    return "".join(pieces)


def is_letter_spaced(tokens: Sequence[str]) -> bool:
    """True for a heading such as `S K I L L S`, but not for a list of short names."""
    single = [token for token in tokens if len(token) == 1 and token.isalpha()]
    return len(single) >= FEWEST_LETTERS and len(single) >= 0.8 * len(tokens)


def _close_letters(words: Sequence[Word]) -> str:
    gaps = [after.left - before.right for before, after in itertools.pairwise(words)]
    usual = max(median(gaps), 0.0)
    pieces = [words[0].text]
    for gap, word in zip(gaps, words[1:], strict=True):
        pieces.append(f" {word.text}" if gap > 1.6 * usual + 1.0 else word.text)
    return "".join(pieces)
