"""E-mail addresses, telephone numbers and links."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import phonenumbers

from hirewire_ai_worker.extraction.confidence import Calibrator
from hirewire_ai_worker.extraction.facts import LinkFact, TextFact
from hirewire_ai_worker.extraction.locations import find_places
from hirewire_ai_worker.extraction.sections import Section
from hirewire_ai_worker.extraction.view import View
from hirewire_ai_worker.taxonomy.taxonomy import Places

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,24}(?![\w@])")
LINK = re.compile(
    r"""(?:https?://|www\.)[^\s|,;<>()\u2022\u00b7]+
    |(?<![\w@.-])(?:[a-z0-9-]++\.)+(?:com|org|net|io|dev|me|de|fr|es|eu|co|ai|app|uk|ch|at|info|page|tech)
     (?:/[^\s|,;<>()\u2022\u00b7]*)?(?![\w@])""",
    re.IGNORECASE | re.VERBOSE,
)
SITES = {
    "linkedin.": "linkedin",
    "github.": "github",
    "gitlab.": "gitlab",
    "xing.": "xing",
    "twitter.": "twitter",
    "x.com": "twitter",
    "stackoverflow.": "stackoverflow",
    "behance.": "behance",
    "dribbble.": "dribbble",
    "medium.": "medium",
    "kaggle.": "kaggle",
    "facebook.": "facebook",
    "orcid.": "orcid",
}
REGIONS = {"de": "DE", "fr": "FR", "es": "ES", "en": "US", "it": "IT", "nl": "NL", "pt": "PT"}
PHONE_CUE = re.compile(
    r"(?:phone|tel|mobil|cell|handy|t[ée]l[ée]phone|m[oó]vil|portable)", re.IGNORECASE
)
FEWEST_DIGITS = 7
MOST_REGIONS = 3
MOST_TRIES = 500
"""So many numbers that are no telephone numbers are looked at."""
DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s*[\u2013\u2014-]\s*(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])[./])?(?:0?[1-9]|1[0-2])[./](?:19|20)\d\d(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Contacts:
    emails: tuple[TextFact, ...]
    phones: tuple[TextFact, ...]
    links: tuple[LinkFact, ...]


def contacts_of(
    view: View, sections: Sequence[Section], places: Places, calibrator: Calibrator
) -> Contacts:
    """Addresses from the whole document; numbers only where contacts stand or are announced.

    A number without its country's code is read as those of the places beside it are written.
    """
    spans = list(_contact_spans(sections))
    emails = list(_emails(view, spans, calibrator))
    near = [place for span in spans for place in find_places(view, places, *span)]
    named = [place.country.code for place in near if place.country is not None]
    regions = list(dict.fromkeys([*named, REGIONS.get(view.language, "US")]))[:MOST_REGIONS]
    phones = list(_phones(view, spans, regions, calibrator))
    links = list(_links(view, spans, calibrator))
    return Contacts(tuple(emails), tuple(phones), tuple(links))


def masked_spans(view: View) -> list[tuple[int, int]]:
    """Where addresses stand: no skills or places are looked for inside them."""
    return [match.span() for rule in (EMAIL, LINK) for match in rule.finditer(view.text)]


def _contact_spans(sections: Sequence[Section]) -> Iterator[tuple[int, int]]:
    for section in sections:
        if section.kind in {"top", "contact"} and section.lines:
            yield section.lines[0].start, section.lines[-1].end


def _inside(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def _emails(
    view: View, spans: Sequence[tuple[int, int]], calibrator: Calibrator
) -> Iterator[TextFact]:
    seen: set[str] = set()
    for match in EMAIL.finditer(view.text):
        value = match.group().strip(".").lower()
        if value in seen:
            continue
        seen.add(value)
        features = {"in_contact_area": _inside(match.start(), spans), "first": len(seen) == 1}
        confidence = calibrator.confidence("email", features)
        yield TextFact(value, confidence, (view.evidence(*match.span(), "contact"),))


def _phones(
    view: View,
    spans: Sequence[tuple[int, int]],
    regions: Sequence[str],
    calibrator: Calibrator,
) -> Iterator[TextFact]:
    seen: set[str] = set()
    text = EMAIL.sub(lambda match: " " * len(match.group()), view.text)
    for match in _numbers(DATE.sub(lambda match: " " * len(match.group()), text), regions):
        area = _inside(match.start, spans)
        announced = PHONE_CUE.search(view.text[max(0, match.start - 20) : match.start]) is not None
        value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        digits = sum(char.isdigit() for char in match.raw_string)
        if not (area or announced) or value in seen or digits < FEWEST_DIGITS:
            continue
        seen.add(value)
        features = {
            "in_contact_area": area,
            "announced": announced,
            "valid": phonenumbers.is_valid_number(match.number),
            "first": len(seen) == 1,
        }
        evidence = view.evidence(match.start, match.end, "contact")
        yield TextFact(evidence.quote, calibrator.confidence("phone", features), (evidence,), value)


def _numbers(text: str, regions: Sequence[str]) -> list[phonenumbers.PhoneNumberMatch]:
    """Numbers as they are written in any of the regions, the first that reads a number keeps it."""
    found: list[phonenumbers.PhoneNumberMatch] = []
    for region in regions:
        for match in phonenumbers.PhoneNumberMatcher(
            text, region, leniency=phonenumbers.Leniency.POSSIBLE, max_tries=MOST_TRIES
        ):
            if not any(match.start < other.end and other.start < match.end for other in found):
                found.append(match)
    return sorted(found, key=lambda match: match.start)


def _links(
    view: View, spans: Sequence[tuple[int, int]], calibrator: Calibrator
) -> Iterator[LinkFact]:
    mails = [match.span() for match in EMAIL.finditer(view.text)]
    seen: set[str] = set()
    for match in LINK.finditer(view.text):
        value = match.group().rstrip("./")
        area = _inside(match.start(), spans)
        kind = next((name for host, name in SITES.items() if host in value.lower()), "website")
        if _inside(match.start(), mails) or value.lower() in seen:
            continue
        if not area and kind == "website":
            continue
        seen.add(value.lower())
        features = {"in_contact_area": area, "known_site": kind != "website"}
        evidence = view.evidence(match.start(), match.start() + len(value), "contact")
        yield LinkFact(value, kind, calibrator.confidence("link", features), (evidence,))
