"""When two spellings are the same name."""

import unicodedata
from collections.abc import Iterable

from hirewire_contracts.values import Evidence

_LONGEST_SURFACE = 60


def fold(name: str) -> str:
    """``" PostgreSQL, "`` and ``"postgresql"`` are one; ``"C++"``, ``"C#"`` and ``"C"`` are not."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split()).rstrip(" .,;:")


def fold_place(name: str) -> str:
    """Accents aside: ``"München"`` and ``"Munchen"`` are one."""
    decomposed = unicodedata.normalize("NFKD", fold(name))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def keys_of(name: str, key: str | None, evidence: Iterable[Evidence] = ()) -> tuple[str, ...]:
    """Every name under which a fact may be asked for: its key first, then as it was written."""
    quotes = (found.quote for found in evidence if len(found.quote) <= _LONGEST_SURFACE)
    names = (key or "", name, *quotes)
    return tuple(dict.fromkeys(folded for known in names if (folded := fold(known))))
