"""Reads a résumé."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from hirewire_ai_worker.extraction.certificates import certificates_of
from hirewire_ai_worker.extraction.confidence import Calibrator, shipped_calibrator
from hirewire_ai_worker.extraction.contacts import contacts_of, masked_spans
from hirewire_ai_worker.extraction.education import education_of
from hirewire_ai_worker.extraction.facts import (
    EducationFact,
    LocationFact,
    ResumeFacts,
    TextFact,
)
from hirewire_ai_worker.extraction.guessing import with_guesses
from hirewire_ai_worker.extraction.languages import languages_of
from hirewire_ai_worker.extraction.locations import find_places, location_fact
from hirewire_ai_worker.extraction.names import headline_of, name_of
from hirewire_ai_worker.extraction.sections import TOP, Section, sections_of
from hirewire_ai_worker.extraction.skills.mentions import MentionReader, Span
from hirewire_ai_worker.extraction.skills.skills import skills_of
from hirewire_ai_worker.extraction.skills.tagged import mentions_of
from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.extraction.version import extractor_version
from hirewire_ai_worker.extraction.view import View, view_of
from hirewire_ai_worker.extraction.work.positions import Position, positions_of, years_of
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

LONGEST_SUMMARY = 2000
ADDRESS = re.compile(r"\d{1,5}\s[^\n|\t]{3,60}?,?\s[A-Z]{2}\s\d{5}(?:-\d{4})?")


def extract_resume(
    parsed: ParsedDocument,
    taxonomy: Taxonomy,
    today: date | None = None,
    calibrator: Calibrator | None = None,
    tagger: SpanTagger | None = None,
) -> ResumeFacts:
    """Reads the facts out of a résumé; the same input gives the same facts.

    `today` ends the positions that are still held; without it, the document's latest month does.
    Without a `tagger`, prose is read by the taxonomy's names alone.
    """
    calibrator = calibrator or shipped_calibrator()
    blank = ResumeFacts(extractor_version(taxonomy, tagger), calibrator.id, parsed.language)
    if not parsed.lines:
        return blank
    return _read(blank, view_of(parsed), taxonomy, today, calibrator, tagger)


def _read(
    blank: ResumeFacts,
    view: View,
    taxonomy: Taxonomy,
    today: date | None,
    calibrator: Calibrator,
    tagger: SpanTagger | None,
) -> ResumeFacts:
    sections = with_guesses(sections_of(view, "resume"), taxonomy)
    contacts = contacts_of(view, sections, taxonomy.places, calibrator)
    name, found = name_of(view, sections, contacts.emails, taxonomy, calibrator)
    positions = positions_of(view, sections, taxonomy, calibrator)
    education = education_of(view, sections, taxonomy, calibrator)
    hidden = [*masked_spans(view), *_names_of_others(name, positions, education)]
    reader = MentionReader(view, taxonomy, "resume", hidden)
    mentions = mentions_of(reader, sections, tagger)
    return replace(
        blank,
        name=name,
        headline=headline_of(view, sections, found, taxonomy, calibrator),
        summary=_summary(view, sections, calibrator),
        emails=contacts.emails,
        phones=contacts.phones,
        links=contacts.links,
        location=_location(view, sections, taxonomy, calibrator, name),
        work=tuple(position.fact for position in positions),
        education=tuple(education),
        skills=tuple(skills_of(view, mentions, positions, calibrator, today)),
        languages=tuple(languages_of(view, sections, taxonomy, calibrator, "resume")),
        certificates=tuple(certificates_of(view, sections, taxonomy, calibrator)),
        years_of_experience=years_of(positions, today),
        seniority=positions[0].fact.seniority if positions else None,
    )


def _names_of_others(
    name: TextFact | None, positions: Sequence[Position], education: Sequence[EducationFact]
) -> Iterator[Span]:
    """Names of the person, employers and schools, in which words mean nothing else."""
    companies = [position.fact.company for position in positions]
    schools = [each.school for each in education]
    for fact in (name, *companies, *schools):
        if fact is not None:
            yield from ((each.start, each.end) for each in fact.evidence)


def _location(
    view: View,
    sections: Sequence[Section],
    taxonomy: Taxonomy,
    calibrator: Calibrator,
    name: TextFact | None,
) -> LocationFact | None:
    """The first place among the contacts, or a street address of unknown town."""
    taken = range(name.evidence[0].start, name.evidence[0].end) if name else range(0)
    for section in sections:
        if section.kind not in {TOP, "contact"}:
            continue
        for line in section.lines:
            address = ADDRESS.search(line.text)
            for place in find_places(view, taxonomy.places, line.start, line.end):
                if place.start not in taken:
                    return location_fact(view, place, calibrator, section.kind)
            if address:
                return _address(view, line.start, address, calibrator)
    return None


def _address(
    view: View, offset: int, address: re.Match[str], calibrator: Calibrator
) -> LocationFact:
    evidence = view.evidence(offset + address.start(), offset + address.end(), "contact")
    confidence = calibrator.confidence("location", {"in_top": 1.0})
    return LocationFact(
        name=evidence.quote,
        canonical=evidence.quote,
        city=None,
        region=None,
        country=None,
        key=None,
        confidence=confidence,
        evidence=(evidence,),
    )


def _summary(view: View, sections: Sequence[Section], calibrator: Calibrator) -> TextFact | None:
    section = next((each for each in sections if each.kind == "summary" and each.lines), None)
    if section is None:
        return None
    start = section.lines[0].start
    end = min(section.lines[-1].end, start + LONGEST_SUMMARY)
    evidence = view.evidence(start, end, "summary")
    value = " ".join(evidence.quote.split())
    return TextFact(value, calibrator.confidence("summary", {}), (evidence,))
