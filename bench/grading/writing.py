"""What is written of the made-up jobs and people: as text, and as the platform keeps it.

Skills go by any of their names. Of a person's skills some are told in prose alone and some not at
all, years are often not stated. A stuffer repeats the ad's words; that makes nobody fit.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from hirewire_contracts.candidates import Candidate
from hirewire_contracts.documents import JobFacts, Requirement
from hirewire_contracts.jobs import JobDetails

from bench.grading.pools import Pools
from bench.grading.truth import Opening, Person

NOW = datetime(2026, 11, 20, tzinfo=UTC)
NOBODY = UUID(int=0)
_ALIAS, _SILENT, _PROSE, _DATED = 0.3, 0.05, 0.1, 0.8
_WORK = (
    "Worked with {skills} every day.",
    "Was responsible for {skills} in a team of ten.",
    "Introduced {skills} and trained colleagues.",
)


@dataclass(frozen=True, slots=True)
class Ad:
    details: JobDetails
    facts: JobFacts
    text: str


@dataclass(frozen=True, slots=True)
class Resume:
    candidate: Candidate
    text: str


class Writer:
    """Writes; the same seed writes the same words."""

    def __init__(self, pools: Pools, seed: int) -> None:
        self._names, self._seed = pools.names, seed

    def ad(self, opening: Opening) -> Ad:
        chance = self._chance("ad", opening.id)
        asked = [self._named(key, chance) for key in opening.asked]
        wished = [self._named(key, chance) for key in opening.wished]
        years = f" At least {opening.years} years of experience." if opening.years else ""
        description = (
            f"We are looking for a {opening.trade.name}. You bring {', '.join(asked)}.{years}"
            f" It is a plus if you know {', '.join(wished)}. We offer a friendly team."
        )
        details = JobDetails(
            title=opening.trade.name,
            skills_required=asked,
            skills_preferred=wished,
            description=description,
        )
        timed = Requirement(kind="experience", name="experience", years=opening.years)
        facts = JobFacts(requirements=[timed] if opening.years else [])
        return Ad(details, facts, f"{opening.trade.name}\n{description}")

    def resume(self, person: Person) -> Resume:
        chance = self._chance("resume", person.id)
        told = [key for key in person.skills if chance.random() >= _SILENT]
        prose = {key for key in told if chance.random() < _PROSE}
        named = {key: self._named(key, chance) for key in told}
        listed = [named[key] for key in told if key not in prose]
        title = chance.choice((person.trade.name, *person.trade.aliases))
        work = chance.choice(_WORK).format(skills=", ".join(list(named.values())[::2]))
        summary = f"{title} who knows {', '.join(named[key] for key in sorted(prose))}."
        summary += self._stuffing(person)
        years = person.years if chance.random() < _DATED else None
        candidate = Candidate(
            id=UUID(int=person.id), workspace_id=NOBODY, sequence=1, created_at=NOW,
            updated_at=NOW, headline=title, summary=summary, skills=listed,
            work=[{"title": title, "summary": work}], years_of_experience=years,
        )  # fmt: skip
        stated = "" if years is None else f"{years} years of experience."
        return Resume(candidate, "\n".join((title, summary, ", ".join(listed), work, stated)))

    def _stuffing(self, person: Person) -> str:
        if person.lure is None:
            return ""
        return f" {self.ad(person.lure).text}" * 3

    def _chance(self, kind: str, number: int) -> Random:
        return Random(f"{kind} {self._seed} {number}")  # noqa: S311 - the same words every time

    def _named(self, key: str, chance: Random) -> str:
        names = self._names[key]
        return chance.choice(names) if chance.random() < _ALIAS else names[0]
