"""Facts of the extractor as the contracts carry them: whatever was read fits in."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from hirewire_ai_worker.documents.account import account_of
from hirewire_ai_worker.documents.job_facts import job_facts
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.documents.resume_facts import resume_facts
from hirewire_ai_worker.extraction.facts import (
    Evidence,
    ExperienceFact,
    JobFacts,
    LocationFact,
    RequiredSkill,
    ResumeFacts,
    SalaryFact,
    SkillFact,
    TextFact,
    WorkplaceFact,
)
from hirewire_chassis import new_id

PLACE = (Evidence(10, 16, 1, "Python", "skills"),)
LONG = "long " * 20_000


def document(**columns: Any) -> Document:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    defaults = {"id": new_id(), "workspace_id": new_id(), "created_at": now, "name": "ada.pdf"}
    return Document(**{**defaults, **columns})


def said(value: str) -> TextFact:
    return TextFact(value, 0.9, PLACE)


def skill(name: str = "Python", **more: Any) -> SkillFact:
    return replace(SkillFact(name, "python", "knowledge", 0.8, PLACE), **more)


def porto() -> LocationFact:
    known: dict[str, Any] = {field.name: None for field in fields(LocationFact)}
    known |= {
        "name": "Porto",
        "canonical": "Porto, Portugal",
        "key": "porto",
        "confidence": 0.9,
        "evidence": PLACE,
    }
    return LocationFact(**known)


RESUME = ResumeFacts("local/1", "fit/1", "en")
AD = JobFacts("local/1", "fit/1", "en")


def test_a_skill_keeps_its_evidence_key_and_years() -> None:
    row = document()
    facts = replace(RESUME, skills=(skill(years=6.5, last_used="2026-10", level="expert"),))
    [found] = resume_facts(row.id, facts).candidate.skills
    assert (found.name, found.key, found.years, found.level) == ("Python", "python", 6.5, "expert")
    [place] = found.evidence
    assert (place.document_id, place.start, place.end, place.quote) == (row.id, 10, 16, "Python")
    assert place.extractor == "local/1"


def test_what_a_person_says_not_to_know_is_no_skill_of_theirs() -> None:
    facts = replace(RESUME, skills=(skill(negated=True), skill("SQL")))
    assert [item.name for item in resume_facts(new_id(), facts).candidate.skills] == ["SQL"]


def test_nothing_read_is_nothing_said() -> None:
    candidate = resume_facts(new_id(), RESUME).candidate
    assert candidate.model_dump(exclude_defaults=True) == {}
    facts = job_facts(document(name=None), "text", AD)
    assert facts.job is not None
    assert (facts.job.title, facts.requirements) == ("Untitled job", ())


def test_too_long_and_too_many_is_cut() -> None:
    endless = (Evidence(0, len(LONG), 1, LONG),)
    facts = replace(
        RESUME,
        name=said(f"Ada {LONG}"),
        headline=said(LONG),
        summary=said(LONG),
        emails=tuple(said(f"{number}@example.org") for number in range(90)),
        skills=tuple(skill(f"{LONG}{number}", evidence=endless) for number in range(400)),
        years_of_experience=120.0,
    )
    candidate = resume_facts(new_id(), facts).candidate
    assert (len(candidate.emails), len(candidate.skills)) == (20, 300)
    assert candidate.years_of_experience == 80
    place = candidate.skills[0].evidence[0]
    assert place.quote == LONG[place.start : place.end]
    account = account_of(document(), LONG, facts)
    [thing] = account.things
    assert max(len(thing.name), len(thing.key.key)) <= 300
    assert {len(span.quote) for span in thing.spans} == {500}


def test_the_subject_is_the_candidate_that_the_document_is_about() -> None:
    candidate_id = new_id()
    about = {"kind": "candidate", "id": str(candidate_id), "href": "/v1/candidates/x"}
    row = document(about=about, about_id=candidate_id)
    subject = account_of(row, "", replace(RESUME, name=said("Ada King"))).subject
    assert (subject.key, subject.name) == (("person", f"candidate:{candidate_id}"), "Ada King")
    alone = account_of(document(), "", RESUME).subject
    assert alone.name == "ada"
    assert alone.key.key.startswith("document:")


def test_the_same_text_is_the_same_witness() -> None:
    one, two = (account_of(document(), "same", RESUME) for _ in range(2))
    assert one.witness == two.witness != account_of(document(), "other", RESUME).witness


def test_a_job_ad_becomes_details_and_requirements() -> None:
    required = RequiredSkill("Python", "python", "knowledge", True, 3, 0.9, PLACE)
    facts = replace(
        AD,
        title=said("Data Engineer"),
        seniority="lead",
        skills=(required, replace(required, name="Go", key="go", required=False)),
        experience=ExperienceFact(5, None, required=True, confidence=0.7, evidence=PLACE),
        salary=SalaryFact(50_000, None, "EUR", "year", 0.9, PLACE),
        workplace_type=WorkplaceFact("remote", 0.9, PLACE),
        locations=(porto(),),
    )
    found = job_facts(document(), "The text.", facts)
    assert found.job is not None
    assert (found.job.title, found.job.description) == ("Data Engineer", "The text.")
    assert (found.job.skills_required, found.job.skills_preferred) == (("Python",), ("Go",))
    assert (found.job.seniority, found.job.salary.currency) == ("lead", "EUR")
    kinds = [(item.kind, item.required, item.years) for item in found.requirements]
    assert kinds == [
        ("skill", True, 3),
        ("skill", False, 3),
        ("experience", True, 5),
        ("location", False, None),
    ]
    assert all(item.evidence for item in found.requirements)


def test_a_job_is_not_given_its_own_text_back() -> None:
    own = document(about_sequence=1, name="Cook")
    assert job_facts(own, "Cook\n\nCooks.", AD).job.description == ""
