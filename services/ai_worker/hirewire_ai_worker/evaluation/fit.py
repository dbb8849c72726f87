"""Fits the confidence to labelled résumés: `python -m hirewire_ai_worker.evaluation.fit FOLDER...`.

Logistic regression by maximum a posteriori: each weight has a normal prior around the hand-set
value of `priors.json`, so that a few documents move it little. One right and one wrong example of
average features are added to each predicate (Laplace), since a small set without a mistake does not
prove that there are none. Writes `calibration.json`.
"""

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from hirewire_ai_worker.evaluation.__main__ import TODAY, read_truth_document
from hirewire_ai_worker.evaluation.agreement import (
    alike,
    contains,
    digits,
    education_agrees,
    listed_skills,
    skill_key,
    work_agrees,
)
from hirewire_ai_worker.evaluation.truths import ResumeTruth, truths_in
from hirewire_ai_worker.extraction.confidence import INTERCEPT, Features, LogisticCalibrator
from hirewire_ai_worker.extraction.facts import ResumeFacts
from hirewire_ai_worker.extraction.resume import extract_resume
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

PRIOR_VARIANCE = 0.5
STEPS = 2000
RATE = 0.05
TICKET = 1e-9
Weights = dict[str, float]
Example = tuple[Features, bool]


@dataclass(slots=True)
class Recorder:
    """Gives each fact a ticket for a confidence, by which its features are found again."""

    id: str = "recorder"
    seen: list[tuple[str, Features]] = field(default_factory=list)

    def confidence(self, predicate: str, features: Features) -> float:
        self.seen.append((predicate, features))
        return len(self.seen) * TICKET

    def features(self, confidence: float) -> tuple[str, Features] | None:
        number = confidence / TICKET
        exact = abs(number - round(number)) < 1e-3  # noqa: PLR2004 - not a share of a ticket
        return self.seen[round(number) - 1] if exact else None


def judged(
    facts: ResumeFacts, truth: ResumeTruth, taxonomy: Taxonomy
) -> Iterator[tuple[float, bool]]:
    """Confidence and rightness of each fact that the truth can judge."""
    if facts.name:
        yield facts.name.confidence, truth.name is not None and alike(facts.name.value, truth.name)
    yield from ((each.confidence, each.value in truth.emails) for each in facts.emails)
    phones = [digits(each) for each in truth.phones]
    yield from ((each.confidence, digits(each.value) in phones) for each in facts.phones)
    if facts.location and truth.location:
        yield facts.location.confidence, contains(facts.location.name, truth.location)
    yield from _judged_work(facts, truth)
    for entry in facts.education:
        yield entry.confidence, any(education_agrees(entry, each) for each in truth.education)
        if entry.school:
            right = any(alike(entry.school.value, each.school) for each in truth.education)
            yield entry.school.confidence, right
        if entry.degree:
            right = any(contains(entry.degree.value, each.degree) for each in truth.education)
            yield entry.degree.confidence, right
    yield from _judged_lists(facts, truth, taxonomy)


def _judged_work(facts: ResumeFacts, truth: ResumeTruth) -> Iterator[tuple[float, bool]]:
    for entry in facts.work:
        yield entry.confidence, any(work_agrees(entry, each) for each in truth.work)
        if entry.title:
            right = any(alike(entry.title.value, each.title) for each in truth.work)
            yield entry.title.confidence, right
        if entry.company:
            right = any(alike(entry.company.value, each.company) for each in truth.work)
            yield entry.company.confidence, right


def _judged_lists(
    facts: ResumeFacts, truth: ResumeTruth, taxonomy: Taxonomy
) -> Iterator[tuple[float, bool]]:
    named = {skill_key(each, taxonomy) for each in truth.skills}
    for skill in listed_skills(facts.skills):
        yield skill.confidence, skill_key(skill.name, taxonomy) in named
    for language in facts.languages if truth.languages is not None else ():
        yield (
            language.confidence,
            any(contains(language.name, each) for each in truth.languages or ()),
        )
    for held in facts.certificates if truth.certificates is not None else ():
        yield held.confidence, any(contains(held.name, each) for each in truth.certificates or ())


def examples_in(folders: Sequence[Path], taxonomy: Taxonomy) -> dict[str, list[Example]]:
    languages, recorder = LanguageDetector.load(), Recorder()
    found: dict[str, list[Example]] = defaultdict(list)
    for truth in (truth for folder in folders for truth in truths_in(folder)):
        document = read_truth_document(truth, languages)
        facts = extract_resume(document, taxonomy, TODAY, recorder)
        for confidence, right in judged(facts, truth, taxonomy):
            recorded = recorder.features(confidence)
            if recorded is not None:
                found[recorded[0]].append((recorded[1], right))
    return found


def fitted(examples: Sequence[Example], prior: Mapping[str, float]) -> Weights:
    """Gradient ascent on the log posterior."""
    weights = dict(prior)
    examples = [*examples, *_smoothing(examples, prior)]
    for _ in range(STEPS):
        slope = {name: (prior[name] - weights[name]) / PRIOR_VARIANCE for name in weights}
        for features, right in examples:
            error = right - _probability(weights, features)
            slope[INTERCEPT] += error
            for name in features.keys() & weights.keys():
                slope[name] += error * float(features[name])
        for name, value in slope.items():
            weights[name] += RATE * value / (1 + len(examples) / 10)
    return {name: round(value, 3) for name, value in weights.items()}


def _smoothing(examples: Sequence[Example], prior: Mapping[str, float]) -> list[Example]:
    if not examples:
        return []
    names = prior.keys() - {INTERCEPT}
    mean = {
        name: sum(float(features.get(name, 0)) for features, _ in examples) / len(examples)
        for name in names
    }
    return [(mean, True), (mean, False)]


def _probability(weights: Mapping[str, float], features: Features) -> float:
    known = features.keys() & weights.keys()
    score = weights[INTERCEPT] + sum(weights[name] * float(features[name]) for name in known)
    return 1 / (1 + math.exp(-score))


def brier(examples: Sequence[Example], calibrator: LogisticCalibrator, predicate: str) -> float:
    errors = [
        (calibrator.confidence(predicate, features) - right) ** 2 for features, right in examples
    ]
    return sum(errors) / len(errors)


def main() -> None:
    folders = [Path(argument) for argument in sys.argv[1:]]
    data = files("hirewire_ai_worker.extraction") / "data"
    priors = json.loads((data / "priors.json").read_text(encoding="utf-8"))
    examples = examples_in(folders, load_taxonomy())
    weights = {name: fitted(examples.get(name, []), prior) for name, prior in priors.items()}
    count = sum(map(len, examples.values()))
    name = f"map-2026.11-n{count}"
    fit = {
        "id": name,
        "examples": {k: len(v) for k, v in examples.items()},
        "weights": weights,
    }
    Path(str(data / "calibration.json")).write_text(
        json.dumps(fit, indent=1) + "\n", encoding="utf-8"
    )
    calibrator = LogisticCalibrator(name, weights)
    for name, own in examples.items():
        share = sum(right for _, right in own) / len(own)
        score = brier(own, calibrator, name)
        sys.stdout.write(f"{name:<12} n={len(own):<5} right={share:.3f} brier={score:.4f}\n")


if __name__ == "__main__":
    main()
