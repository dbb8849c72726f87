"""What stands beside ours in the same run: a plain gazetteer.

Every name and alias of the taxonomy wherever it stands, in any case, with no rule for words that
mean other things; contacts by pattern; the first line as the name.
"""

import re

from hirewire_ai_worker.evaluation.agreement import alike, digits, skill_key
from hirewire_ai_worker.evaluation.score import Tally
from hirewire_ai_worker.evaluation.truths import ResumeTruth
from hirewire_ai_worker.taxonomy.names import fold
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

from bench.extraction.spans import Kind, Span, Spans

EMAIL = re.compile(r"\S+@\S+")
PHONE = re.compile(r"\+?[\d(][\d ().-]{7,}\d")


def skill_names(text: str, taxonomy: Taxonomy) -> list[str]:
    """Each once; of names that overlap the longest."""
    hits = taxonomy.skills.lexicon.find(fold(text))
    return list(dict.fromkeys(hit.entry.name for hit in hits))


def skill_spans(text: str, taxonomy: Taxonomy) -> Spans:
    spans: dict[Kind, list[Span]] = {"knowledge": [], "competence": []}
    for hit in taxonomy.skills.lexicon.find(fold(text)):
        spans[hit.entry.kind].append((hit.start, hit.end))
    return spans


def add_resume(fields: dict[str, Tally], text: str, truth: ResumeTruth, skills: Taxonomy) -> None:
    """Compares what the gazetteer finds in the text with what is true of it."""
    where = truth.file.stem
    first = [text.partition("\n")[0]]
    fields["name"].compare(first, [truth.name] if truth.name else [], alike, where)
    mails = [each.lower() for each in EMAIL.findall(text)]
    fields["email"].compare(mails, truth.emails, str.__eq__, where)
    phones = [digits(each) for each in PHONE.findall(text)]
    fields["phone"].compare(phones, [digits(each) for each in truth.phones], str.__eq__, where)
    found = [skill_key(name, skills) for name in skill_names(text, skills)]
    named = [skill_key(name, skills) for name in truth.skills]
    fields["listed skills"].compare(found, named, str.__eq__, where)
