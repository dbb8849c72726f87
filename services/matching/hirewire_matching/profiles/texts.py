"""The texts that vectors are made of, cut to what the model reads at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from hirewire_contracts.jobs import JobDetails

from hirewire_matching.profiles.demands import plain_title
from hirewire_matching.profiles.people import Portrayal

PassageKind = Literal["title", "text"]
MOST_PASSAGES = 12
_LONGEST = 900


@dataclass(frozen=True, slots=True)
class Passage:
    """``key`` is a title's key in the profile; of a text it is its place among the texts."""

    kind: PassageKind
    key: str
    text: str


def passages_of(portrayal: Portrayal) -> tuple[Passage, ...]:
    """A candidate's titles, one by one, and pieces of what describes their work."""
    titles = [Passage("title", title.key, title.name) for title in portrayal.titles()]
    pieces = [piece for text in portrayal.passages() for piece in chunks(text)]
    numbered = enumerate(dict.fromkeys(pieces[:MOST_PASSAGES]))
    return (*titles, *(Passage("text", str(place), piece) for place, piece in numbered))


def job_texts(details: JobDetails) -> tuple[str, str]:
    """The title, and the whole with what matters most first: the model reads 256 tokens of it."""
    skills = ", ".join((*details.skills_required, *details.skills_preferred))
    whole = "\n".join(filter(None, (details.title, skills, details.description)))
    return plain_title(details.title), next(chunks(whole), "")


def chunks(text: str, longest: int = _LONGEST) -> Iterator[str]:
    """Pieces of whole words, none longer than ``longest`` characters."""
    piece = ""
    for word in _words(text.split(), longest):
        if piece and len(piece) + 1 + len(word) > longest:
            yield piece
            piece = word
        else:
            piece = f"{piece} {word}".strip()
    if piece:
        yield piece


def _words(words: Iterable[str], longest: int) -> Iterator[str]:
    for word in words:
        yield from (word[start : start + longest] for start in range(0, len(word), longest))
