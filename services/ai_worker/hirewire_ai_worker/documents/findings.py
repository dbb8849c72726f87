"""What a parsed document says: for others as facts, for the graph as account."""

from dataclasses import dataclass, replace
from typing import assert_never

from hirewire_contracts.documents import Facts, Failure

from hirewire_ai_worker.documents.account import account_of
from hirewire_ai_worker.documents.job_facts import job_facts
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.documents.resume_facts import resume_facts
from hirewire_ai_worker.extraction.ads.ad import extract_job_ad
from hirewire_ai_worker.extraction.facts import JobFacts, ResumeFacts
from hirewire_ai_worker.extraction.resume import extract_resume
from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.graph.account import Account
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Findings:
    """``degraded`` says why a language model that is configured had no part in it."""

    extractor: str | None = None
    facts: Facts | None = None
    account: Account | None = None
    degraded: Failure | None = None


def find(
    document: Document,
    parsed: ParsedDocument,
    taxonomy: Taxonomy,
    tagger: SpanTagger | None = None,
) -> Findings:
    """By the local extractor alone."""
    facts = read_facts(document, parsed, taxonomy, tagger)
    return findings_of(document, parsed, facts, taxonomy)


def read_facts(
    document: Document,
    parsed: ParsedDocument,
    taxonomy: Taxonomy,
    tagger: SpanTagger | None = None,
) -> ResumeFacts | JobFacts | None:
    """Of a document that is neither a résumé nor a job ad nothing but the text is wanted."""
    match document.kind:
        case "resume":
            return extract_resume(parsed, taxonomy, document.created_at.date(), tagger=tagger)
        case "job":
            return extract_job_ad(parsed, taxonomy, tagger=tagger)
        case "other":
            return None
        case _:
            assert_never(document.kind)


def findings_of(
    document: Document,
    parsed: ParsedDocument,
    facts: ResumeFacts | JobFacts | None,
    taxonomy: Taxonomy,
) -> Findings:
    match facts:
        case None:
            return Findings()
        case ResumeFacts():
            account = account_of(document, parsed.text, facts, taxonomy)
            return Findings(facts.extractor, resume_facts(document.id, facts), account)
        case JobFacts():
            account = account_of(document, parsed.text, facts, taxonomy)
            return Findings(facts.extractor, job_facts(document, parsed.text, facts), account)
        case _:
            assert_never(facts)


def degraded(findings: Findings, reason: Failure) -> Findings:
    return replace(findings, degraded=reason)
