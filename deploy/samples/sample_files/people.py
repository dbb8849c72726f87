import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DateStyle = Literal["short", "long", "numeric", "years"]
Kind = Literal["summary", "skills", "work", "education", "languages", "certificates"]
USUAL_ORDER: tuple[Kind, ...] = (
    "summary",
    "skills",
    "work",
    "education",
    "languages",
    "certificates",
)


class Stated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TargetFile(Stated):
    name: str
    format: Literal["pdf", "docx", "txt", "md", "html"]
    layout: str
    date_style: DateStyle
    order: tuple[Kind, ...] = USUAL_ORDER


class SkillGroup(Stated):
    group: str
    names: tuple[str, ...]


class Work(Stated):
    title: str
    company: str
    location: str
    start: str
    end: str
    points: tuple[str, ...]


class Study(Stated):
    degree: str
    field: str
    school: str
    start: str
    end: str


class Tongue(Stated):
    name: str
    level: str
    english: str = ""


class Certificate(Stated):
    name: str
    year: str


class Person(Stated):
    """One invented person: `end = "present"` is a current job, an empty string is not stated.

    `prose_skills` are named only inside a job's points or the summary; `english` gives the English
    name of a skill that the résumé states in another language.
    """

    name: str
    headline: str
    language: Literal["en", "de", "fr"]
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    links: tuple[str, ...]
    location: str
    summary: str
    prose_skills: tuple[str, ...]
    file: TargetFile
    skills: tuple[SkillGroup, ...]
    work: tuple[Work, ...]
    education: tuple[Study, ...] = ()
    languages: tuple[Tongue, ...]
    certificates: tuple[Certificate, ...] = ()
    headings: dict[Kind, str] = Field(default_factory=dict)
    english: dict[str, str] = Field(default_factory=dict)

    @property
    def file_name(self) -> str:
        return f"{self.file.name}.{self.file.format}"


def read_people(folder: Path) -> list[Person]:
    paths = sorted(folder.glob("*.toml"))
    return [Person.model_validate(tomllib.loads(path.read_text("utf-8"))) for path in paths]
