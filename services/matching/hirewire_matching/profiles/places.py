"""Where something is: city and country, never a street.

A place that names no country is compared by its city alone; what cannot be told stays unknown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hirewire_matching.profiles.folding import fold, fold_place
from hirewire_matching.profiles.vocabulary import cities, countries

NOWHERE = "?"
_STATE = re.compile(
    r"A[LKRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]"
    r"|T[NX]|UT|V[AT]|W[AIVY]"
)
_STREET = re.compile(
    r"\b(street|st\.|road|rd|avenue|ave|lane|drive|boulevard|blvd|court|terrace|apartment|apt"
    r"|floor|platz|allee|gasse|weg|rue|chemin|impasse|quai|rua|travessa|avenida|calle|paseo|via"
    r"|plaza|praça|p\.?\s?o\.? box)\b|(straße|strasse|str\.)",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(r"\([^)]*\)|\b(remote|hybrid|on-?site|or|anywhere)\b", re.IGNORECASE)
_COMMA = re.compile(r"[,;|/\n]|\s[-–]\s")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Spot:
    """``country`` is an ISO code, ``city`` a folded name, ``name`` what is shown."""

    country: str | None
    city: str | None
    name: str

    @property
    def key(self) -> str:
        """A path from the country down, as the ranking compares it."""
        return "/".join(part for part in (self.country or NOWHERE, self.city) if part)


def locate(text: str) -> Spot | None:
    """City and country out of an address; None when there is neither."""
    parts = [part for part in (_tidy(raw) for raw in _COMMA.split(text)) if part]
    country, rest = _take_country(parts)
    cities = [name for part in _without_streets(rest) if (name := _without_digits(part))]
    if country is None and not cities:
        return None
    city = next(iter(cities), None)
    shown = ", ".join(part for part in (city, _shown_country(parts, rest)) if part)
    return Spot(country, _city_key(country, city) if city else None, shown)


def streets(text: str) -> tuple[str, ...]:
    """The parts of an address that ``locate`` leaves out, as they were written."""
    parts = [part for part in (_tidy(raw) for raw in _COMMA.split(text)) if part]
    _, rest = _take_country(parts)
    kept = _without_streets(rest)
    return tuple(part for part in rest if part not in kept or _DIGIT.search(part))


def keys_against(key: str, asked: Iterable[str]) -> tuple[str, ...]:
    """Under which keys a place can be held against the asked ones; none: it cannot be told."""
    wanted = tuple(asked)
    country, _, city = key.partition("/")
    same_city = tuple(other for other in wanted if city and other.partition("/")[2] == city)
    if country == NOWHERE:
        return same_city
    loose = tuple(other for other in same_city if other.startswith(NOWHERE))
    told = any(not other.startswith(NOWHERE) for other in wanted)
    return (key, *loose) if told else loose


def _city_key(country: str | None, city: str) -> str:
    """Köln is Cologne."""
    folded = fold_place(city)
    return cities().get((country, folded), folded)


def _tidy(part: str) -> str:
    return " ".join(_NO_PLACE.sub(" ", part).split()).strip(" .:")


def _take_country(parts: list[str]) -> tuple[str | None, list[str]]:
    for place in (len(parts) - 1, 0):
        if parts and (code := _country(parts[place])):
            return code, parts[:place] + parts[place + 1 :]
    return None, parts


def _country(part: str) -> str | None:
    code = countries().get(fold(part))
    if len(part) == len("US") and part.isalpha():
        if _STATE.fullmatch(part):
            return None if code else "us"
        return code if part.isupper() else None
    return code


def _shown_country(parts: list[str], rest: list[str]) -> str | None:
    return next((part for part in parts if part not in rest), None)


def _without_streets(parts: list[str]) -> list[str]:
    """A part with a number is a street when another part follows that could be the city."""
    kept = [part for part in parts if not _STREET.search(part)]
    return [
        part
        for index, part in enumerate(kept)
        if not (_DIGIT.search(part) and any(map(_without_digits, kept[index + 1 :])))
    ]


def _without_digits(part: str) -> str:
    return " ".join(word for word in part.split() if not _DIGIT.search(word))
