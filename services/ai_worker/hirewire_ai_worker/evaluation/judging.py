"""Which of the facts of a résumé are right."""

from collections.abc import Iterator

from hirewire_ai_worker.evaluation.agreement import (
    alike,
    contains,
    digits,
    education_agrees,
    listed_skills,
    skill_key,
    work_agrees,
)
from hirewire_ai_worker.evaluation.truths import ResumeTruth
from hirewire_ai_worker.extraction.facts import EducationFact, ResumeFacts, WorkFact
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

Judgement = tuple[str, float, bool]


def judged(facts: ResumeFacts, truth: ResumeTruth, taxonomy: Taxonomy) -> Iterator[Judgement]:
    """Predicate, confidence and rightness of each fact that the truth can judge."""
    yield from _contacts(facts, truth)
    for work in facts.work:
        yield from _work(work, truth)
    for education in facts.education:
        yield from _education(education, truth)
    yield from _lists(facts, truth, taxonomy)


def _contacts(facts: ResumeFacts, truth: ResumeTruth) -> Iterator[Judgement]:
    name, location = facts.name, facts.location
    if name:
        right = truth.name is not None and alike(name.value, truth.name)
        yield "name", name.confidence, right
    yield from (("email", each.confidence, each.value in truth.emails) for each in facts.emails)
    phones = [digits(each) for each in truth.phones]
    for phone in facts.phones:
        yield "phone", phone.confidence, digits(phone.value) in phones
    if location and truth.location:
        yield "location", location.confidence, contains(location.name, truth.location)


def _work(entry: WorkFact, truth: ResumeTruth) -> Iterator[Judgement]:
    yield "work", entry.confidence, any(work_agrees(entry, each) for each in truth.work)
    if entry.title:
        right = any(alike(entry.title.value, each.title) for each in truth.work)
        yield "title", entry.title.confidence, right
    if entry.company:
        right = any(alike(entry.company.value, each.company) for each in truth.work)
        yield "company", entry.company.confidence, right


def _education(entry: EducationFact, truth: ResumeTruth) -> Iterator[Judgement]:
    right = any(education_agrees(entry, each) for each in truth.education)
    yield "education", entry.confidence, right
    if entry.school:
        right = any(alike(entry.school.value, each.school) for each in truth.education)
        yield "school", entry.school.confidence, right
    if entry.degree:
        right = any(contains(entry.degree.value, each.degree) for each in truth.education)
        yield "degree", entry.degree.confidence, right


def _lists(facts: ResumeFacts, truth: ResumeTruth, taxonomy: Taxonomy) -> Iterator[Judgement]:
    named = {skill_key(each, taxonomy) for each in truth.skills}
    for skill in listed_skills(facts.skills):
        yield "skill", skill.confidence, skill_key(skill.name, taxonomy) in named
    for language in facts.languages if truth.languages is not None else ():
        right = any(contains(language.name, each) for each in truth.languages or ())
        yield "language", language.confidence, right
    for held in facts.certificates if truth.certificates is not None else ():
        right = any(contains(held.name, each) for each in truth.certificates or ())
        yield "certificate", held.confidence, right
