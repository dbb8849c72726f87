"""Reads a job ad."""

from dataclasses import replace

from hirewire_ai_worker.extraction.ads.heads import job_company_of, job_title_of, seeking_spans
from hirewire_ai_worker.extraction.ads.requirements import RequirementReader
from hirewire_ai_worker.extraction.ads.salary import salary_of
from hirewire_ai_worker.extraction.ads.terms import TermReader
from hirewire_ai_worker.extraction.certificates import certificates_of
from hirewire_ai_worker.extraction.confidence import Calibrator, shipped_calibrator
from hirewire_ai_worker.extraction.contacts import masked_spans
from hirewire_ai_worker.extraction.facts import JobFacts, TextFact
from hirewire_ai_worker.extraction.languages import languages_of
from hirewire_ai_worker.extraction.sections import sections_of
from hirewire_ai_worker.extraction.skills.mentions import MentionReader, Span
from hirewire_ai_worker.extraction.skills.tagged import mentions_of
from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.extraction.version import extractor_version
from hirewire_ai_worker.extraction.view import View, view_of
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy


def extract_job_ad(
    parsed: ParsedDocument,
    taxonomy: Taxonomy,
    calibrator: Calibrator | None = None,
    tagger: SpanTagger | None = None,
) -> JobFacts:
    """Reads the facts out of a job ad; the same input gives the same facts.

    A document without text lines gives empty facts. Without a `tagger`, prose is read by the
    taxonomy's names alone.
    """
    calibrator = calibrator or shipped_calibrator()
    blank = JobFacts(extractor_version(taxonomy, tagger), calibrator.id, parsed.language)
    if not parsed.lines:
        return blank
    return _read(blank, view_of(parsed), taxonomy, calibrator, tagger)


def _read(
    blank: JobFacts,
    view: View,
    taxonomy: Taxonomy,
    calibrator: Calibrator,
    tagger: SpanTagger | None,
) -> JobFacts:
    sections = sections_of(view, "job")
    title, reading = job_title_of(view, taxonomy, calibrator)
    company = job_company_of(view, calibrator)
    reader = MentionReader(view, taxonomy, "job", _skilless(view, company))
    mentions = mentions_of(reader, sections, tagger)
    asked = RequirementReader(view, sections, taxonomy, calibrator)
    terms = TermReader(view, sections, calibrator)
    spoken = languages_of(view, sections, taxonomy, calibrator, "job")
    held = certificates_of(view, sections, taxonomy, calibrator)
    return replace(
        blank,
        title=title,
        company=company,
        seniority=reading.seniority if reading else None,
        employment_type=terms.employment(),
        workplace_type=terms.workplace(),
        locations=tuple(asked.locations()),
        salary=salary_of(view, calibrator),
        skills=tuple(asked.skills(mentions, title.evidence[0].end if title else 0)),
        experience=terms.experience(),
        degree=asked.degree(),
        languages=tuple(asked.languages(spoken)),
        certificates=tuple(asked.certificates(held)),
    )


def _skilless(view: View, company: TextFact | None) -> list[Span]:
    """Addresses, the company's name and the words that say somebody is sought."""
    names = company.evidence if company else ()
    own = [(each.start, each.end) for each in names]
    return [*masked_spans(view), *seeking_spans(view), *own]
