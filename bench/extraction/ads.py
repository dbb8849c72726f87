"""Precision and recall of what is read out of job ads."""

from collections import defaultdict
from collections.abc import Iterator

from hirewire_ai_worker.evaluation.agreement import alike, contains, skill_key
from hirewire_ai_worker.evaluation.judging import Judgement
from hirewire_ai_worker.evaluation.score import Tally
from hirewire_ai_worker.extraction.facts import JobFacts, LocationFact, SalaryFact
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

from bench.extraction.truths import AdTruth, Salary

Single = tuple[str, object, object]


class AdScores:
    """Collects the tallies of all fields; those that a truth leaves out are not judged."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self.fields: dict[str, Tally] = defaultdict(Tally)

    def add(self, facts: JobFacts, truth: AdTruth, where: str) -> None:
        title = [facts.title.value] if facts.title else []
        self.fields["ad title"].compare(title, [truth.title], alike, where)
        company = [facts.company.value] if facts.company else []
        self.fields["ad company"].compare(company, [truth.company], alike, where)
        self.fields["ad location"].compare(facts.locations, [truth.location], _is_in, where)
        for name, found, true in _singles(facts, truth):
            values = [] if found is None else [found]
            self.fields[name].compare(values, [true], _equal, where)
        if truth.languages:
            spoken = [each.name for each in facts.languages]
            self.fields["ad languages"].compare(spoken, truth.languages, str.__eq__, where)
        self._skills(facts, truth, where)

    def _skills(self, facts: JobFacts, truth: AdTruth, where: str) -> None:
        for name, required, true in (
            ("required skills", True, truth.required),
            ("preferred skills", False, truth.preferred),
        ):
            found = [each.name for each in facts.skills if each.required == required]
            keys = [skill_key(each, self._taxonomy) for each in found]
            named = [skill_key(each, self._taxonomy) for each in true]
            self.fields[name].compare(keys, named, str.__eq__, where)


def _singles(facts: JobFacts, truth: AdTruth) -> Iterator[Single]:
    """What an ad says once at most, found and true."""
    workplace, employment = facts.workplace_type, facts.employment_type
    found: dict[str, object] = {
        "ad years": facts.experience and facts.experience.minimum,
        "ad degree": facts.degree and facts.degree.level,
        "ad workplace": workplace and workplace.value,
        "ad employment": employment and employment.value,
        "ad salary": facts.salary and _plain(facts.salary),
    }
    true: dict[str, object] = {
        "ad years": truth.years,
        "ad degree": truth.degree_level,
        "ad workplace": truth.workplace,
        "ad employment": truth.employment,
        "ad salary": truth.salary,
    }
    yield from ((name, found[name], true[name]) for name in found if true[name] is not None)


def _plain(salary: SalaryFact) -> Salary:
    return Salary(
        minimum=salary.minimum or 0,
        maximum=salary.maximum,
        currency=salary.currency,
        interval=salary.interval,
    )


def _is_in(found: LocationFact, truth: str) -> bool:
    return contains(found.canonical, truth) or contains(found.name, truth)


def _equal(found: object, truth: object) -> bool:
    return found == truth


def judged_ad(facts: JobFacts, truth: AdTruth, taxonomy: Taxonomy) -> Iterator[Judgement]:
    """Predicate, confidence and rightness of each fact that the truth can judge."""
    if facts.title:
        yield "job_title", facts.title.confidence, alike(facts.title.value, truth.title)
    if facts.company:
        yield "job_company", facts.company.confidence, alike(facts.company.value, truth.company)
    for place in facts.locations:
        yield "location", place.confidence, _is_in(place, truth.location)
    named = {skill_key(each, taxonomy) for each in (*truth.required, *truth.preferred)}
    for skill in facts.skills:
        yield "requirement", skill.confidence, skill_key(skill.name, taxonomy) in named
    for language in facts.languages if truth.languages else ():
        yield "language", language.confidence, language.name in truth.languages
    yield from _judged_terms(facts, truth)


def _judged_terms(facts: JobFacts, truth: AdTruth) -> Iterator[Judgement]:
    experience, salary = facts.experience, facts.salary
    workplace, employment = facts.workplace_type, facts.employment_type
    if experience and truth.years is not None:
        yield "experience", experience.confidence, experience.minimum == truth.years
    if salary and truth.salary:
        yield "salary", salary.confidence, _plain(salary) == truth.salary
    if workplace and truth.workplace:
        yield "workplace", workplace.confidence, workplace.value == truth.workplace
    if employment and truth.employment:
        yield "employment", employment.confidence, employment.value == truth.employment
