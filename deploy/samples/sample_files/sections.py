from dataclasses import dataclass

from sample_files.dates import range_text
from sample_files.people import Kind, Person, Study, Work

HEADINGS: dict[str, dict[Kind, str]] = {
    "en": {
        "summary": "Summary",
        "skills": "Skills",
        "work": "Experience",
        "education": "Education",
        "languages": "Languages",
        "certificates": "Certificates",
    },
    "de": {
        "summary": "Profil",
        "skills": "Kenntnisse",
        "work": "Berufserfahrung",
        "education": "Ausbildung",
        "languages": "Sprachen",
        "certificates": "Zertifikate",
    },
    "fr": {
        "summary": "Profil",
        "skills": "Compétences",
        "work": "Expérience professionnelle",
        "education": "Formation",
        "languages": "Langues",
        "certificates": "Certifications",
    },
}
DEGREE_JOIN = {"en": " in ", "de": " ", "fr": ", "}


@dataclass(frozen=True)
class Entry:
    title: str
    organisation: str
    place: str
    dates: str
    points: tuple[str, ...] = ()

    @property
    def employer_line(self) -> str:
        return ", ".join(part for part in (self.organisation, self.place) if part)


@dataclass(frozen=True)
class Line:
    label: str
    text: str

    @property
    def in_brackets(self) -> str:
        return f"{self.label} ({self.text})" if self.text else self.label


@dataclass(frozen=True)
class Section:
    """One heading with what stands below it: a text, entries with dates, or labelled lines."""

    kind: Kind
    heading: str
    text: str = ""
    entries: tuple[Entry, ...] = ()
    lines: tuple[Line, ...] = ()


def sections_of(person: Person) -> list[Section]:
    """Compose the sections a person has something to say in, in the order of their file."""
    composed = [section_of(person, kind) for kind in person.file.order]
    return [part for part in composed if part.text or part.entries or part.lines]


def section_of(person: Person, kind: Kind) -> Section:
    heading = person.headings.get(kind, HEADINGS[person.language][kind])
    match kind:
        case "summary":
            return Section(kind, heading, text=person.summary.strip())
        case "work":
            entries = tuple(work_entry(person, work) for work in person.work)
            return Section(kind, heading, entries=entries)
        case "education":
            entries = tuple(study_entry(person, study) for study in person.education)
            return Section(kind, heading, entries=entries)
        case _:
            return Section(kind, heading, lines=lines_of(person, kind))


def lines_of(person: Person, kind: Kind) -> tuple[Line, ...]:
    match kind:
        case "skills":
            return tuple(Line(part.group, ", ".join(part.names)) for part in person.skills)
        case "languages":
            return tuple(Line(tongue.name, tongue.level) for tongue in person.languages)
        case _:
            return tuple(Line(part.name, part.year) for part in person.certificates)


def work_entry(person: Person, work: Work) -> Entry:
    dates = range_text(work.start, work.end, person.file.date_style, person.language)
    return Entry(work.title, work.company, work.location, dates, work.points)


def study_entry(person: Person, study: Study) -> Entry:
    dates = range_text(study.start, study.end, person.file.date_style, person.language)
    named = (part for part in (study.degree, study.field) if part)
    return Entry(DEGREE_JOIN[person.language].join(named), study.school, "", dates)


def contact_parts(person: Person) -> list[str]:
    stated = (person.location, *person.emails, *person.phones, *person.links)
    return [part for part in stated if part]
