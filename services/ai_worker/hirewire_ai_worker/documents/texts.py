"""Texts that are read at once, without a document being kept of them."""

from datetime import datetime
from uuid import UUID

from hirewire_contracts import documents as contract

from hirewire_ai_worker.documents.job_facts import job_facts
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.documents.resume_facts import resume_facts
from hirewire_ai_worker.extraction.ads.ad import extract_job_ad
from hirewire_ai_worker.extraction.resume import extract_resume
from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy


def read_job_text(
    text_id: UUID, parsed: ParsedDocument, taxonomy: Taxonomy, tagger: SpanTagger | None = None
) -> contract.JobFacts:
    """``text_id`` is what the evidence names as its document."""
    document = Document(id=text_id, kind="job")
    return job_facts(document, parsed.text, extract_job_ad(parsed, taxonomy, tagger=tagger))


def read_resume_text(
    text_id: UUID,
    parsed: ParsedDocument,
    taxonomy: Taxonomy,
    as_of: datetime,
    tagger: SpanTagger | None = None,
) -> contract.ResumeFacts:
    """``as_of`` is the day up to which a position that is still held counts."""
    facts = extract_resume(parsed, taxonomy, as_of.date(), tagger=tagger)
    return resume_facts(text_id, facts)
