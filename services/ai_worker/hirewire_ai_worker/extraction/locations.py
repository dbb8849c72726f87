"""Places: cities, regions and countries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hirewire_ai_worker.extraction.confidence import Calibrator
from hirewire_ai_worker.extraction.facts import LocationFact
from hirewire_ai_worker.extraction.view import View
from hirewire_ai_worker.taxonomy.entries import City, Country, Region
from hirewire_ai_worker.taxonomy.names import key_of
from hirewire_ai_worker.taxonomy.taxonomy import Places

CITY_WORD = r"[A-Z\u00c0-\u00de][\w.'\u2019\u00c0-\u017f-]*"
CITY_CODE = re.compile(
    rf"(?<![\w@])(?P<city>{CITY_WORD}(?:[ ]{CITY_WORD}){{0,3}}),[ ]?(?P<code>[A-Z]{{2,3}})\b"
    r"(?:[ ]\d{5}(?:-\d{4})?)?"
)
TOWN = re.compile(
    rf"(?:^\s*|[,|\t(\u2013\u2014]\s*)(?P<town>{CITY_WORD}(?:[ -]{CITY_WORD}){{0,2}}),\s$"
)
NO_CITY = re.compile(r"nice[\s-]to[\s-]have")
FEWEST_LETTERS = 3
LONGEST_NAME = 60
TAIL = re.compile(r"(?:\s*[,(]\s*|\s+)")
CODE_COUNTRIES = ("US", "CA", "AU")
REMOTE = re.compile(
    r"(?<!\w)(?:fully |100 ?% )?remote(?!ly)(?:\s*[,(]?\s*[A-Z]{2,3}\)?)?(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place at `start:end` of the text; `city_name` may be unknown to the taxonomy."""

    start: int
    end: int
    city_name: str | None
    region: Region | None
    country: Country | None
    known: bool

    @property
    def key(self) -> str:
        parts = [
            self.country.code if self.country else "",
            self.region.code if self.region else "",
            self.city_name or "",
        ]
        return key_of(" ".join(part for part in parts if part))

    @property
    def canonical(self) -> str:
        parts = [
            self.city_name,
            self.region and self.region.name,
            self.country and self.country.name,
        ]
        return ", ".join(part for part in parts if part)


def find_places(view: View, places: Places, start: int, end: int) -> list[Place]:
    """Places between two offsets, left to right: `Austin, TX`, `Lyon, France`, `Berlin`."""
    found: list[Place] = []
    finders = (_with_codes, _by_city, _by_country)
    for place in (place for finder in finders for place in finder(view, places, start, end)):
        if not any(each.start < place.end and place.start < each.end for each in found):
            found.append(place)
    return sorted(found, key=lambda place: place.start)


def _with_codes(view: View, places: Places, start: int, end: int) -> Iterator[Place]:
    for match in CITY_CODE.finditer(view.text, start, end):
        code = match.group("code")
        regions = (places.region_codes.get((country, code)) for country in CODE_COUNTRIES)
        region = next((each for each in regions if each is not None), None)
        if region is None:
            continue
        name, known = _city_in_region(match.group("city"), region, places)
        begin = match.end("city") - len(name)
        country = places.country_codes.get(region.country)
        city_name = known.name if known is not None else name
        yield Place(begin, match.end(), city_name, region, country, known is not None)


def _city_in_region(text: str, region: Region, places: Places) -> tuple[str, City | None]:
    """The longest known city that the words end with; else all words."""
    words = text.split(" ")
    for first in range(len(words)):
        name = " ".join(words[first:])
        for city in places.cities.get(name) or ():
            if (city.country, city.region) == (region.country, region.code):
                return name, city
    return text, None


def _by_city(view: View, places: Places, start: int, end: int) -> Iterator[Place]:
    used = start
    for hit in places.cities.find(view.folded[start:end]):
        first = start + hit.start
        if NO_CITY.match(view.folded, first):
            continue
        if view.text[first].isupper() and first >= used:
            place = _city(view, places, hit.entry, (first, start + hit.end, end))
            used = place.end
            yield place


def _by_country(view: View, places: Places, start: int, end: int) -> Iterator[Place]:
    """A country, with the town before it where there is one: `Bad Homburg, Germany`."""
    for hit in places.countries.find(view.folded[start:end]):
        first, last = start + hit.start, start + hit.end
        if not view.text[first].isupper() or len(hit.form) < FEWEST_LETTERS:
            continue
        town = TOWN.search(view.text[start:first])
        if town is None:
            yield Place(first, last, None, None, hit.entry, known=True)
        else:
            name = town.group("town")
            yield Place(start + town.start("town"), last, name, None, hit.entry, known=False)


def _city(
    view: View, places: Places, cities: tuple[City, ...], bounds: tuple[int, int, int]
) -> Place:
    """The city with the region and country that follow its name, which also say which city."""
    start, position, end = bounds
    city = cities[0]
    region: Region | None = None
    for _ in range(2):
        gap = TAIL.match(view.text, position, end)
        if gap is None:
            break
        after = view.folded[gap.end() : end]
        named = _leading(places, after)
        if named is None:
            break
        length, thing = named
        fitting = [each for each in cities if each.country == _country_of(thing)]
        if not fitting:
            break
        city, position = fitting[0], gap.end() + length
        if view.text[position : position + 1] == ")":
            position += 1
        region = thing if isinstance(thing, Region) else region
    region = region or places.region_codes.get((city.country, city.region))
    return Place(start, position, city.name, region, places.country_codes[city.country], known=True)


def _leading(places: Places, folded: str) -> tuple[int, Region | Country] | None:
    """The country or region whose name the text begins with."""
    country = next(places.countries.find(folded[:LONGEST_NAME]), None)
    if country is not None and country.start == 0:
        return country.end, country.entry
    region = next(places.regions.find(folded[:LONGEST_NAME]), None)
    if region is not None and region.start == 0:
        return region.end, region.entry
    return None


def _country_of(thing: Region | Country) -> str:
    return thing.country if isinstance(thing, Region) else thing.code


def location_fact(view: View, place: Place, calibrator: Calibrator, section: str) -> LocationFact:
    features = {
        "known": place.known,
        "with_country": view.text[place.start : place.end].count(",") > 0,
        "in_top": section in {"top", "contact"},
    }
    evidence = view.evidence(place.start, place.end, section)
    return LocationFact(
        name=" ".join(evidence.quote.split()),
        canonical=place.canonical,
        city=place.city_name,
        region=place.region.name if place.region else None,
        country=place.country.code if place.country else None,
        key=place.key,
        confidence=calibrator.confidence("location", features),
        evidence=(evidence,),
    )
