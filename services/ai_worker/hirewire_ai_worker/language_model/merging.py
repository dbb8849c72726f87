"""What the local extractor and the model found, as one.

Both independent: where they agree, confidences add up by noisy-or. What only the model found has
the confidence that the calibrator gives to an `opinion`; nothing that the local extractor found is
lost or weakened.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from hirewire_ai_worker.extraction.confidence import shipped_calibrator
from hirewire_ai_worker.extraction.facts import (
    CertificateFact,
    JobFacts,
    LanguageFact,
    RequiredSkill,
    ResumeFacts,
    SkillFact,
)
from hirewire_ai_worker.language_model.consulting import Opinion
from hirewire_ai_worker.taxonomy.entries import SkillKind
from hirewire_ai_worker.taxonomy.names import key_of
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

MOST = 0.999

NamedSkill = tuple[str | None, str, SkillKind | None]
Fact = TypeVar("Fact", bound=SkillFact | RequiredSkill | LanguageFact | CertificateFact)


def with_opinions(
    facts: ResumeFacts | JobFacts, opinions: Sequence[Opinion], taxonomy: Taxonomy, version: str
) -> ResumeFacts | JobFacts:
    """The same facts with the model's added; ``version`` becomes part of the extractor's name."""
    merge = _Merge(taxonomy, opinions)
    extractor = f"{facts.extractor}+{version}"
    if isinstance(facts, ResumeFacts):
        return replace(
            facts,
            extractor=extractor,
            skills=tuple(merge.skills(facts.skills)),
            languages=tuple(merge.languages(facts.languages)),
            certificates=tuple(merge.certificates(facts.certificates)),
        )
    return replace(
        facts,
        extractor=extractor,
        skills=tuple(merge.requirements(facts.skills)),
        languages=tuple(merge.languages(facts.languages)),
        certificates=tuple(merge.certificates(facts.certificates)),
    )


class _Merge:
    def __init__(self, taxonomy: Taxonomy, opinions: Sequence[Opinion]) -> None:
        self._taxonomy = taxonomy
        self._opinions = opinions

    def skills(self, found: Sequence[SkillFact]) -> list[SkillFact]:
        known = {fact.key or key_of(fact.name): fact for fact in found}
        for opinion, (key, name, kind) in self._of_skills():
            alone = SkillFact(name, key, kind, self._said(key), (opinion.evidence,))
            _join(known, key or key_of(name), alone)
        return list(known.values())

    def requirements(self, found: Sequence[RequiredSkill]) -> list[RequiredSkill]:
        known = {fact.key or key_of(fact.name): fact for fact in found}
        for opinion, (key, name, kind) in self._of_skills():
            required = opinion.item.required
            alone = RequiredSkill(
                name, key, kind, required, None, self._said(key), (opinion.evidence,)
            )
            _join(known, key or key_of(name), alone)
        return list(known.values())

    def languages(self, found: Sequence[LanguageFact]) -> list[LanguageFact]:
        known = {fact.code: fact for fact in found}
        for opinion in self._of("language"):
            language = self._taxonomy.languages.lexicon.get(opinion.item.name)
            if language is not None:
                alone = LanguageFact(
                    language.name,
                    language.code,
                    None,
                    self._said(language.code),
                    (opinion.evidence,),
                    opinion.item.required,
                )
                _join(known, language.code, alone)
        return list(known.values())

    def certificates(self, found: Sequence[CertificateFact]) -> list[CertificateFact]:
        known = {key_of(fact.canonical): fact for fact in found}
        for opinion in self._of("certificate"):
            entry = self._taxonomy.certificates.get(opinion.item.name)
            canonical = entry.name if entry else opinion.item.name
            alone = CertificateFact(
                opinion.item.name,
                canonical,
                key_of(canonical) if entry else None,
                entry.issuer or None if entry else None,
                None,
                self._said(entry.name if entry else None),
                (opinion.evidence,),
                opinion.item.required,
            )
            _join(known, key_of(canonical), alone)
        return list(known.values())

    def _said(self, known: str | None) -> float:
        """The confidence of what the model says; ``known`` is the taxonomy's name for it."""
        return shipped_calibrator().confidence("opinion", {"known": known is not None})

    def _of(self, kind: str) -> list[Opinion]:
        return [each for each in self._opinions if each.item.kind == kind]

    def _of_skills(self) -> Iterator[tuple[Opinion, NamedSkill]]:
        """With the skill that the taxonomy knows by that name, if it does."""
        for opinion in self._of("skill"):
            entry = self._taxonomy.skills.lexicon.get(opinion.item.name)
            if entry is not None:
                yield opinion, (key_of(entry.name), entry.name, entry.kind)
            elif key_of(opinion.item.name):
                yield opinion, (None, opinion.item.name, None)


def _join(known: dict[str, Fact], key: str, alone: Fact) -> None:
    fact = known.get(key)
    if fact is None:
        known[key] = alone
    elif alone.evidence[0] not in fact.evidence:
        confidence = min(MOST, 1 - (1 - fact.confidence) * (1 - alone.confidence))
        known[key] = replace(
            fact, confidence=round(confidence, 3), evidence=(*fact.evidence, *alone.evidence)
        )
