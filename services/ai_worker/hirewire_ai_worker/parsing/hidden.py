"""Flags for text that a reader cannot see."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from hirewire_ai_worker.parsing.characters import clean, hidden_tag_text, invisible_count
from hirewire_ai_worker.parsing.document import Flag
from hirewire_ai_worker.parsing.instructions import instruction_like

LONGEST_QUOTE = 500
FEWEST_INVISIBLE = 5


def hidden_flags(hidden: Sequence[tuple[str, str]], page: int) -> Iterator[Flag]:
    """One flag for each run of (text, reason) pairs with the same reason.

    A second one follows when the hidden text reads like an instruction.
    """
    for reason, run in groupby(hidden, key=lambda pair: pair[1]):
        quote = clean(" ".join(text for text, _ in run))[:LONGEST_QUOTE]
        if not any(char.isalnum() for char in quote):
            continue
        yield Flag("hidden_text", reason, page, quote)
        if instruction_like(quote):
            yield Flag("instruction_like_text", f"hidden: {reason}", page, quote)


def zero_width_flags(text: str, page: int = 1) -> Iterator[Flag]:
    """Judges the text as it came, before invisible characters were dropped."""
    smuggled = hidden_tag_text(text)
    if smuggled:
        yield from hidden_flags([(smuggled, "text in invisible tag characters")], page)
    count = invisible_count(text)
    if count >= FEWEST_INVISIBLE:
        yield Flag("zero_width_characters", f"{count} invisible characters", page)
