"""What somebody who types words into a search means by them. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from hirewire_gateway.search.vocabulary import LONGEST_NAME, Vocabulary

MOST_WORDS = 32
_TOKEN = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_Own = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Term:
    """Any of ``text`` and ``also`` is meant; ``corrected`` is the one that a slip was read as."""

    text: str
    also: tuple[str, ...] = ()
    corrected: str | None = None
    negated: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        return (self.text, *self.also)


@dataclass(frozen=True, slots=True)
class Words:
    """Alternatives (``or``), each of which asks for all of its terms."""

    clauses: tuple[tuple[Term, ...], ...]

    @property
    def terms(self) -> Iterator[Term]:
        return (term for clause in self.clauses for term in clause)


def understand(text: str, known: Vocabulary, own: _Own | None = None) -> Words:
    """``"a phrase"``, ``-without``, ``this or that``; ``own`` are a workspace's synonyms.

    Raises ValueError for more words than anybody types.
    """
    tokens = _TOKEN.findall(text)
    if len(tokens) > MOST_WORDS:
        raise ValueError(f"has more than {MOST_WORDS} words")
    clauses: list[list[Term]] = [[]]
    plain: list[str] = []
    for minus, phrase, word in tokens:
        if word and not minus and word.casefold() != "or":
            plain.append(word)
            continue
        clauses[-1] += _plain_terms(plain, known, own or {})
        plain = []
        if word and not minus:
            clauses.append([])
        elif phrase or word:
            clauses[-1].append(Term(phrase or word, negated=bool(minus)))
    clauses[-1] += _plain_terms(plain, known, own or {})
    return Words(tuple(tuple(clause) for clause in clauses if clause))


def _plain_terms(words: Sequence[str], known: Vocabulary, own: _Own) -> Iterator[Term]:
    """The longest known names first, then single words."""
    place = 0
    while place < len(words):
        size = next(
            (
                n
                for n in range(LONGEST_NAME, 0, -1)
                if _is_name(words[place : place + n], known, own)
            ),
            1,
        )
        name = " ".join(words[place : place + size])
        yield _term(name, known, own)
        place += size


def _is_name(words: Sequence[str], known: Vocabulary, own: _Own) -> bool:
    name = " ".join(words)
    return known.knows(name) or name.casefold() in own


def _term(name: str, known: Vocabulary, own: _Own) -> Term:
    ours = own.get(name.casefold(), ())
    also = (*ours, *known.also(name), *chain.from_iterable(map(known.also, ours)))
    corrected = None if also else known.corrected(name)
    if corrected is not None:
        also = (corrected, *known.also(corrected))
    return Term(name, tuple(dict.fromkeys(also)), corrected)
