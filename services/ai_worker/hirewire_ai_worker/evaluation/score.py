"""Precision and recall of each field over a set of labelled résumés."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

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
from hirewire_ai_worker.extraction.facts import ResumeFacts
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

Found = TypeVar("Found")
Truth = TypeVar("Truth")


@dataclass(slots=True)
class Tally:
    """`wrong` and `missed` name what to look at."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + len(self.wrong), 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + len(self.missed), 1)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def compare(
        self,
        found: Sequence[Found],
        truths: Iterable[Truth],
        agrees: Callable[[Found, Truth], bool],
        where: str,
    ) -> None:
        """Pairs each truth with the first thing found that agrees and is not yet taken."""
        left = list(found)
        for truth in truths:
            match = next((each for each in left if agrees(each, truth)), None)
            if match is None:
                self.missed.append(f"{where}: {truth}")
            else:
                left.remove(match)
                self.right += 1
        self.wrong += [f"{where}: {each}" for each in left]


class Scores:
    """Collects the tallies of all fields."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self.fields: dict[str, Tally] = defaultdict(Tally)

    def add(self, facts: ResumeFacts, truth: ResumeTruth) -> None:
        self._contact(facts, truth)
        where = truth.file.stem
        work, education = self.fields["work triple"], self.fields["degree + school"]
        work.compare(facts.work, truth.work, work_agrees, where)
        education.compare(facts.education, truth.education, education_agrees, where)
        found = [skill_key(each.name, self._taxonomy) for each in listed_skills(facts.skills)]
        named = [skill_key(each, self._taxonomy) for each in truth.skills]
        self.fields["listed skills"].compare(found, named, str.__eq__, where)
        if truth.languages is not None:
            spoken = [each.name for each in facts.languages]
            self.fields["languages"].compare(spoken, truth.languages, _same_language, where)
        if truth.certificates is not None:
            held = [each.name for each in facts.certificates]
            self.fields["certificates"].compare(held, truth.certificates, contains, where)

    def _contact(self, facts: ResumeFacts, truth: ResumeTruth) -> None:
        where = truth.file.stem
        names = [facts.name.value] if facts.name else []
        self.fields["name"].compare(names, [truth.name] if truth.name else [], alike, where)
        emails = [each.value for each in facts.emails]
        self.fields["email"].compare(emails, truth.emails, str.__eq__, where)
        phones = [digits(each.value) for each in facts.phones]
        told = [digits(each) for each in truth.phones]
        self.fields["phone"].compare(phones, told, str.__eq__, where)
        places = [facts.location.name] if facts.location else []
        lived = [truth.location] if truth.location else []
        self.fields["location"].compare(places, lived, contains, where)


def _same_language(found: str, truth: str) -> bool:
    return found == truth or contains(found, truth) or {found, truth} == {"Chinese", "Mandarin"}


def report(scores: Scores, *, details: bool) -> str:
    lines = [
        f"{'field':<18}{'precision':>10}{'recall':>8}{'F1':>7}{'right':>7}{'wrong':>7}{'missed':>8}"
    ]
    for name, tally in scores.fields.items():
        lines.append(
            f"{name:<18}{tally.precision:>10.3f}{tally.recall:>8.3f}{tally.f1:>7.3f}"
            f"{tally.right:>7}{len(tally.wrong):>7}{len(tally.missed):>8}"
        )
        if details:
            lines += [f"    wrong  {each}" for each in tally.wrong]
            lines += [f"    missed {each}" for each in tally.missed]
    return "\n".join(lines)
