"""What a parsed document says: for others as facts, for the graph as account."""

from dataclasses import dataclass
from typing import assert_never

from hirewire_contracts.documents import Facts

from hirewire_ai_worker.documents.account import account_of
from hirewire_ai_worker.documents.job_facts import job_facts
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.documents.resume_facts import resume_facts
from hirewire_ai_worker.extraction.ads.ad import extract_job_ad
from hirewire_ai_worker.extraction.resume import extract_resume
from hirewire_ai_worker.graph.account import Account
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Findings:
    extractor: str | None = None
    facts: Facts | None = None
    account: Account | None = None


def find(document: Document, parsed: ParsedDocument, taxonomy: Taxonomy) -> Findings:
    """Of a document that is neither a résumé nor a job ad nothing but the text is wanted."""
    match document.kind:
        case "resume":
            resume = extract_resume(parsed, taxonomy, document.created_at.date())
            account = account_of(document, parsed.text, resume)
            return Findings(resume.extractor, resume_facts(document.id, resume), account)
        case "job":
            ad = extract_job_ad(parsed, taxonomy)
            account = account_of(document, parsed.text, ad)
            return Findings(ad.extractor, job_facts(document, parsed.text, ad), account)
        case "other":
            return Findings()
        case _:
            assert_never(document.kind)
