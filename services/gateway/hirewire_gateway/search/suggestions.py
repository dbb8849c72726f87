"""How what somebody types may go on. Pure."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import takewhile

from hirewire_gateway.search.vocabulary import Vocabulary

_MOST_OTHERS = 3


def suggestions(
    typed: str, limit: int, known: Vocabulary, own: Mapping[str, Sequence[str]]
) -> list[tuple[str, tuple[str, ...]]]:
    """Names that begin with ``typed``, each with a few that it finds by too.

    The workspace's own come first, then the shorter ones.
    """
    start = " ".join(typed.casefold().split())
    if not start:
        return []
    ours = sorted(name for name in own if name.startswith(start))
    place = bisect_left(known.names, start)
    theirs = takewhile(lambda name: name.startswith(start), known.names[place:])
    found = dict.fromkeys([*ours, *sorted(theirs, key=lambda name: (len(name), name))])
    return [(name, _others(name, known, own)) for name in list(found)[:limit]]


def _others(name: str, known: Vocabulary, own: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return (*own.get(name, ()), *known.also(name))[:_MOST_OTHERS]
