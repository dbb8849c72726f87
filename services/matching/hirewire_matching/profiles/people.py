"""A candidate as the ranking may see it: what the person can do, not who the person is."""

from collections.abc import Iterable, Iterator

from hirewire_contracts import values
from hirewire_contracts.candidates import Candidate

from hirewire_matching.profiles.blinding import Blinder
from hirewire_matching.profiles.careers import newest_first, years_worked
from hirewire_matching.profiles.evidence import shown
from hirewire_matching.profiles.folding import fold, keys_of
from hirewire_matching.profiles.kinship import skill_keys
from hirewire_matching.profiles.levels import is_general_schooling, seniority_of
from hirewire_matching.profiles.places import Spot, locate
from hirewire_matching.profiles.vocabulary import language_code
from hirewire_matching.ranking import (
    CandidateProfile,
    Certificate,
    Evidence,
    Language,
    Place,
    Seniority,
    Skill,
    Stated,
    Title,
)

MOST_TITLES = 12


class Portrayal:
    """One candidate's facts. A list that is empty was read nowhere: it is unknown, not none."""

    def __init__(self, candidate: Candidate) -> None:
        self.blinder = Blinder.of(candidate)
        self._candidate = candidate
        self._work = newest_first(candidate.work)

    def profile(self) -> CandidateProfile:
        spot = self.spot()
        return CandidateProfile(
            id=str(self._candidate.id),
            skills=tuple(self._skills()) or None,
            titles=tuple(self.titles()) or None,
            seniority=self._seniority(),
            years_of_experience=self._years(),
            education=self._highest(self._candidate.education),
            training=self._highest(
                study
                for study in self._candidate.education
                if not is_general_schooling(study.degree)
            ),
            languages=tuple(self._languages()) or None,
            certificates=tuple(self._certificates()) or None,
            places=None if spot is None else (Place(spot.key, spot.name),),
        )

    def spot(self) -> Spot | None:
        return locate(self._candidate.location or "")

    def titles(self) -> list[Title]:
        """The headline and the titles that were held, the newest first, each once."""
        found: dict[str, Title] = {}
        for name, evidence in self._named_titles():
            found.setdefault(fold(name), Title(fold(name), name, evidence))
        return list(found.values())[:MOST_TITLES]

    def passages(self) -> Iterator[str]:
        """What describes the person's work, in no more words than they used themselves."""
        yield ", ".join(dict.fromkeys(skill.name for skill in self._candidate.skills))
        yield self.blinder.scrub(self._candidate.summary)
        for work in self._work:
            parts = (self.blinder.scrub(work.title), self.blinder.scrub(work.summary))
            if parts[1]:
                yield "\n".join(filter(None, parts))

    def _named_titles(self) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
        if headline := self.blinder.scrub(self._candidate.headline):
            yield headline, ()
        for work in self._work:
            if title := self.blinder.scrub(work.title):
                yield title, self._shown(work.evidence)

    def _skills(self) -> Iterator[Skill]:
        for skill in self._candidate.skills:
            for key in skill_keys(skill.name, skill.key, skill.evidence):
                yield Skill(
                    key, skill.name, skill.confidence, skill.years, self._shown(skill.evidence)
                )

    def _seniority(self) -> Stated[Seniority] | None:
        """As the headline or the newest title says; what somebody once was counts no more."""
        newest = self._work[:1]
        named = [
            (self._candidate.headline or "", ()),
            *((w.title or "", w.evidence) for w in newest),
        ]
        for title, evidence in named:
            if level := seniority_of(title):
                return Stated(level, self._shown(evidence))
        return None

    def _years(self) -> Stated[float] | None:
        stated = self._candidate.years_of_experience
        years = years_worked(self._work, self._candidate.updated_at) if stated is None else stated
        if years is None:
            return None
        return Stated(years, self._shown(e for work in self._work for e in work.evidence))

    def _highest(self, studies: Iterable[values.Education]) -> Stated[int] | None:
        levels = [(study.level, study) for study in studies if study.level]
        if not levels:
            return None
        level, study = max(levels, key=lambda pair: pair[0])
        return Stated(level, self._shown(study.evidence))

    def _languages(self) -> Iterator[Language]:
        for known in self._candidate.languages:
            code = language_code(known.name, known.code)
            yield Language(code, known.name, known.level, self._shown(known.evidence))

    def _certificates(self) -> Iterator[Certificate]:
        for held in self._candidate.certificates:
            for key in keys_of(held.name, None, held.evidence):
                yield Certificate(key, held.name, self._shown(held.evidence))

    def _shown(self, evidence: Iterable[values.Evidence]) -> tuple[Evidence, ...]:
        return shown(found for found in evidence if not self.blinder.shows(found.quote))
