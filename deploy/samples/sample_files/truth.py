"""What a careful reader takes from each file, from the same source as the file itself."""

import json
from collections.abc import Mapping, Sequence

from sample_files.dates import stated_month
from sample_files.job_ads import JobAd
from sample_files.people import Person, Study, Tongue, Work

Fact = str | bool | None | Sequence["Fact"] | Mapping[str, "Fact"]


def write_truth(people: list[Person], ads: dict[str, JobAd]) -> bytes:
    truth: Mapping[str, Fact] = {
        "resumes": [resume_truth(person) for person in people],
        "jobs": [job_truth(path, ad) for path, ad in ads.items()],
    }
    return (json.dumps(truth, ensure_ascii=False, indent=1) + "\n").encode()


def resume_truth(person: Person) -> Mapping[str, Fact]:
    skills = skills_of(person)
    return {
        "file": person.file_name,
        "layout": person.file.layout,
        "language": person.language,
        "name": person.name,
        "headline": person.headline or None,
        "emails": person.emails,
        "phones": person.phones,
        "links": person.links,
        "location": person.location or None,
        "skills": skills,
        "skills_in_english": [person.english.get(skill, skill) for skill in skills],
        "titles": unique([work.title for work in person.work]),
        "employers": unique([work.company for work in person.work]),
        "schools": unique([study.school for study in person.education]),
        "languages": [language_truth(tongue) for tongue in person.languages],
        "certificates": [certificate.name for certificate in person.certificates],
        "work": [work_truth(person, work) for work in person.work],
        "education": [study_truth(person, study) for study in person.education],
    }


def skills_of(person: Person) -> list[str]:
    listed = [name for group in person.skills for name in group.names]
    return unique([*listed, *person.prose_skills])


def work_truth(person: Person, work: Work) -> Mapping[str, Fact]:
    style = person.file.date_style
    return {
        "title": work.title,
        "company": work.company,
        "location": work.location or None,
        "start": stated_month(work.start, style),
        "end": stated_month(work.end, style),
        "current": work.end == "present",
    }


def study_truth(person: Person, study: Study) -> Mapping[str, Fact]:
    style = person.file.date_style
    return {
        "degree": study.degree,
        "field": study.field or None,
        "school": study.school,
        "start": stated_month(study.start, style),
        "end": stated_month(study.end, style),
    }


def language_truth(tongue: Tongue) -> Mapping[str, Fact]:
    return {"name": tongue.name, "english": tongue.english or tongue.name, "level": tongue.level}


def job_truth(path: str, ad: JobAd) -> Mapping[str, Fact]:
    return {
        "file": path,
        "delivery": ad.delivery,
        "title": ad.job.title,
        "external_id": ad.job.external_id,
        "skills_required": ad.job.skills_required,
        "skills_preferred": ad.job.skills_preferred,
        "strong": ad.match.strong,
        "partial": ad.match.partial,
    }


def unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))
