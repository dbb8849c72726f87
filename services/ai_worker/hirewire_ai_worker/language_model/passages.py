"""The parts of a text that a model is given, and the way back from its quotes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LARGEST = 6_000
MASK = "\N{FULL BLOCK}"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """``text`` begins at character ``start`` of the whole."""

    start: int
    text: str

    def locate(self, quote: str) -> Span | None:
        """Where in the whole text the quote stands, spaces aside; None when it does not."""
        words = quote.split()
        if not words or MASK in quote:
            return None
        found = re.search(r"\s+".join(map(re.escape, words)), self.text)
        return (self.start + found.start(), self.start + found.end()) if found else None


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with these spans made unreadable; its length stays."""
    for start, end in spans:
        hidden = re.sub(r"\S", MASK, text[start:end])
        text = text[:start] + hidden + text[end:]
    return text


def occurrences(text: str, values: Iterable[str]) -> list[Span]:
    """Every place of every value, whatever its case."""
    patterns = [re.escape(value) for value in values if len(value.strip()) > 1]
    return [
        found.span()
        for pattern in patterns
        for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    ]


def passages_of(text: str) -> Sequence[Passage]:
    """Cut at ends of paragraphs, else of lines, else anywhere."""
    passages = []
    start = 0
    while start < len(text):
        end = _end(text, start)
        if text[start:end].strip():
            passages.append(Passage(start, text[start:end]))
        start = end
    return passages


def _end(text: str, start: int) -> int:
    if len(text) - start <= LARGEST:
        return len(text)
    window = text[start : start + LARGEST]
    for separator in ("\n\n", "\n", " "):
        cut = window.rfind(separator)
        if cut > LARGEST // 2:
            return start + cut + len(separator)
    return start + LARGEST
