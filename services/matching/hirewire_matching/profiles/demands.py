"""What a job asks for: what people wrote of it, united with what its ad was read to ask.

What people wrote wins; the ad adds its words as evidence, and what was not written down.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hirewire_contracts.documents import JobFacts
from hirewire_contracts.documents import Requirement as Asked
from hirewire_contracts.jobs import JobDetails

from hirewire_matching.profiles.asked import AskedKind, of_kind, requirement, united
from hirewire_matching.profiles.folding import fold
from hirewire_matching.profiles.kinship import kinship, skill_keys
from hirewire_matching.profiles.levels import (
    as_seniority,
    cefr_rank,
    eqf_level,
    is_general_schooling,
    seniority_of,
)
from hirewire_matching.profiles.places import Spot, locate
from hirewire_matching.profiles.vocabulary import language_code
from hirewire_matching.ranking import Requirement

MOST_SKILLS = 40
MOST_OTHERS = 5
TRADE_LEVEL = 4
SEVERAL = 2
_GENDER_MARK = re.compile(r"\s*[(\[]\s*[mwfdxhg](?:\s*[/|,]\s*[mwfdxhg])+\s*[)\]]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Demand:
    """``written`` is the job as people keep it, ``facts`` what its ad says, once it was read."""

    written: JobDetails
    facts: JobFacts | None = None

    def requirements(self) -> tuple[Requirement, ...]:
        """Bounded in number, and the same whatever order the facts were told in."""
        title = self.written.title
        return (
            Requirement("title", title, (fold(plain_title(title)),)),
            *self._skills(),
            *self._skill_years(),
            *self._seniority(),
            *self._experience(),
            *self._education(),
            *self._languages(),
            *self._certificates(),
            *self._location(),
            *self._workplace(),
        )

    @property
    def _told(self) -> JobDetails:
        return self.facts.job if self.facts and self.facts.job else self.written

    def _read(self, kind: AskedKind) -> list[Asked]:
        return of_kind(self.facts.requirements if self.facts else (), kind)

    def _skills(self) -> list[Requirement]:
        """Written ones in their order, then those that only the ad names, the surest first."""
        named = (
            Requirement("skill", name, skill_keys(name), required=required)
            for details in (self.written, self._told)
            for required in (True, False)
            for name in (details.skills_required if required else details.skills_preferred)
        )
        rows = united((*named, *map(requirement, self._read("skill"))))
        own = self._own_skills()
        asked = [row for row in rows if fold(row.name) in own or not _is_implied(row, rows)]
        return asked[:MOST_SKILLS]

    def _own_skills(self) -> set[str]:
        """What people wrote themselves: a job that was made from its ad has the ad's words."""
        read = {fold(asked.name) for asked in self._read("skill")}
        written = (*self.written.skills_required, *self.written.skills_preferred)
        return {fold(name) for name in written} - read

    def _skill_years(self) -> list[Requirement]:
        timed = [
            replace(requirement(asked), kind="skill_years", bound=asked.years)
            for asked in self._read("skill")
            if asked.years
        ]
        return united(timed)[:MOST_OTHERS]

    def _seniority(self) -> Iterator[Requirement]:
        title = seniority_of(self.written.title)
        level = self.written.seniority or title or as_seniority(self._told.seniority)
        if level:
            yield Requirement("seniority", f"{level.capitalize()} level", (level,))

    def _experience(self) -> Iterator[Requirement]:
        """Of several numbers the largest is the whole career; the others are parts of it."""
        timed = [(asked.years, asked) for asked in self._read("experience") if asked.years]
        if timed:
            years, asked = max(timed, key=lambda pair: pair[0])
            name = f"{years:g} years of experience"
            yield replace(requirement(asked), name=name, keys=(), bound=years)

    def _education(self) -> Iterator[Requirement]:
        """A bachelor's or a master's degree: the lower one is asked."""
        levels = [
            (level, asked)
            for asked in self._read("education")
            if (level := eqf_level(asked.level, asked.key, asked.name))
        ]
        if levels:
            level, asked = min(levels, key=lambda pair: pair[0])
            trade = level <= TRADE_LEVEL and not is_general_schooling(asked.name)
            yield replace(requirement(asked), keys=("training",) if trade else (), bound=level)

    def _languages(self) -> list[Requirement]:
        rows = [
            replace(
                requirement(asked),
                keys=(language_code(asked.key or asked.name),),
                bound=cefr_rank(asked.level),
            )
            for asked in self._read("language")
        ]
        return united(rows)[:MOST_OTHERS]

    def _certificates(self) -> list[Requirement]:
        return united(map(requirement, self._read("certificate")))[:MOST_OTHERS]

    def _location(self) -> Iterator[Requirement]:
        """Any of the places will do; remote work asks for the country alone, as a wish."""
        read = self._read("location")
        named = self.written.locations or self._told.locations or [found.name for found in read]
        spots = [spot for spot in map(locate, named) if spot][:MOST_OTHERS]
        remote = self._workplace_type == "remote"
        keys = tuple(dict.fromkeys(_location_keys(spots, remote=remote)))
        if keys:
            evidence = next((requirement(found).evidence for found in read), ())
            name = " or ".join(spot.name for spot in spots)[:300]
            yield Requirement("location", name, keys, required=not remote, evidence=evidence)

    def _workplace(self) -> Iterator[Requirement]:
        if kind := self._workplace_type:
            yield Requirement("workplace", kind.replace("_", " "), (kind,))

    @property
    def _workplace_type(self) -> str | None:
        return self.written.workplace_type or self._told.workplace_type


def plain_title(title: str) -> str:
    """Without the mark that all genders are meant: (m/f/d)."""
    return _GENDER_MARK.sub("", title).strip() or title


def _is_implied(row: Requirement, rows: list[Requirement]) -> bool:
    """Who asks for "programming in Go or Python" asks for Go or Python."""
    generic = kinship().generic
    kinds = frozenset().union(*(generic.get(key, frozenset()) for key in row.keys))
    return sum(not kinds.isdisjoint(other.keys) for other in rows) >= SEVERAL


def _location_keys(spots: list[Spot], *, remote: bool) -> list[str]:
    if remote:
        return [spot.country for spot in spots if spot.country]
    return [spot.key for spot in spots]
