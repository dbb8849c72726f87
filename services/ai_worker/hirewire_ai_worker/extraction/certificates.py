"""Certificates, licences and registrations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hirewire_ai_worker.extraction.confidence import Calibrator
from hirewire_ai_worker.extraction.dates import find_periods
from hirewire_ai_worker.extraction.facts import CertificateFact
from hirewire_ai_worker.extraction.sections import Section
from hirewire_ai_worker.extraction.skills.lists import rows_of
from hirewire_ai_worker.extraction.view import View
from hirewire_ai_worker.taxonomy.entries import Certificate
from hirewire_ai_worker.taxonomy.names import key_of
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

BORDER = re.compile(r"[,;|\u2022\u00b7]|\n")
DATE_AROUND = re.compile(r"[\s(:,\u2013\u2014\t-]*$")
EDGES = " \t.,:;()\u2013\u2014-*"
SHORT = 6
MOST_WORDS = 12
OTHER_ROWS = re.compile(r"achievement|award|leadership|activit|honou?r|interest", re.IGNORECASE)
QUIET = frozenset({"contact", "references", "publications", "interests"})


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    certificate: Certificate | None
    in_section: bool


def certificates_of(
    view: View, sections: Sequence[Section], taxonomy: Taxonomy, calibrator: Calibrator
) -> list[CertificateFact]:
    """Everything listed in a section of certificates, and known ones anywhere."""
    facts: dict[str, CertificateFact] = {}
    for found in sorted(_all(view, sections, taxonomy), key=lambda each: not each.in_section):
        quote = " ".join(view.text[found.start : found.end].split())
        name = found.certificate.name if found.certificate else quote
        key = key_of(name)
        if key in facts or not key:
            continue
        features = {"known": found.certificate is not None, "in_section": found.in_section}
        facts[key] = CertificateFact(
            name=quote,
            canonical=name,
            key=key if found.certificate else None,
            issuer=found.certificate.issuer if found.certificate else None,
            date=_date(view, found),
            confidence=calibrator.confidence("certificate", features),
            evidence=(view.evidence(found.start, found.end, "certificates"),),
        )
    return list(facts.values())


def _all(view: View, sections: Sequence[Section], taxonomy: Taxonomy) -> Iterator[_Found]:
    for section in sections:
        if section.kind == "certificates":
            yield from _listed(view, section, taxonomy)
        elif section.kind not in QUIET and section.lines:
            yield from _mentioned(view, section, taxonomy)


def _listed(view: View, section: Section, taxonomy: Taxonomy) -> Iterator[_Found]:
    for row in rows_of(view, section):
        if OTHER_ROWS.search(row.label):
            continue
        start = row.start
        if (
            row.label
            and "certif" not in row.label.lower()
            and find_periods(view.text[row.start : row.end])
        ):
            start = max(view.text.rfind(row.label, 0, row.start), 0)
        position = start
        borders = [match.start() for match in BORDER.finditer(view.text, start, row.end)]
        for border in [*borders, row.end]:
            yield from _item(view, position, border, taxonomy)
            position = border + 1


def _item(view: View, start: int, end: int, taxonomy: Taxonomy) -> Iterator[_Found]:
    """The words of an item without its date; a note in brackets stays."""
    for period in find_periods(view.text[start:end], start):
        if period.start - start > (end - start) // 3:
            end = period.start
        else:
            start = period.end
    text = view.text[start:end]
    start += len(text) - len(text.lstrip(EDGES))
    text = text.strip(EDGES)
    if text.count("(") > text.count(")"):
        text += ")" if view.text[start + len(text) : start + len(text) + 1] == ")" else ""
    letters = sum(char.isalpha() for char in text)
    if letters < 3 or len(text.split()) > MOST_WORDS:  # noqa: PLR2004 - an abbreviation
        return
    hits = list(taxonomy.certificates.find(view.folded[start : start + len(text)]))
    best = max(hits, key=lambda hit: len(hit.form), default=None)
    yield _Found(start, start + len(text), best.entry if best else None, in_section=True)


def _mentioned(view: View, section: Section, taxonomy: Taxonomy) -> Iterator[_Found]:
    start, end = section.lines[0].start, section.lines[-1].end
    for hit in taxonomy.certificates.find(view.folded[start:end]):
        first, last = start + hit.start, start + hit.end
        short = len(hit.form) <= SHORT and " " not in hit.form
        if not short or view.text[first:last].isupper():
            yield _Found(first, last, hit.entry, in_section=False)


def _date(view: View, found: _Found) -> str | None:
    """The date right behind the certificate."""
    after = view.text[found.end : found.end + 30].split("\n")[0]
    for period in find_periods(after):
        if DATE_AROUND.fullmatch(after[: period.start]) and period.last and period.last.year:
            return str(period.last)
    return None
