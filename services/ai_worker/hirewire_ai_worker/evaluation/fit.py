"""Fits the confidence to labelled examples.

Logistic regression by maximum a posteriori: each weight has a normal prior around the hand-set
value of `priors.json`, so that a few documents move it little. One right and one wrong example of
average features are added to each predicate (Laplace), since a small set without a mistake does not
prove that there are none.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

import numpy as np

from hirewire_ai_worker.extraction.confidence import INTERCEPT, Features

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


def fitted(examples: Sequence[Example], prior: Mapping[str, float]) -> Weights:
    """Gradient ascent on the log posterior."""
    if not examples:
        return dict(prior)
    names = [INTERCEPT, *(name for name in prior if name != INTERCEPT)]
    values = np.array([[_value(features, name) for name in names] for features, _ in examples])
    right = np.array([float(each) for _, each in examples])
    mean = values.mean(axis=0)
    values, right = np.vstack([values, mean, mean]), np.append(right, [1.0, 0.0])
    start = np.array([prior[name] for name in names])
    weights = start.copy()
    for _ in range(STEPS):
        slope = values.T @ (right - 1 / (1 + np.exp(-values @ weights)))
        slope += (start - weights) / PRIOR_VARIANCE
        weights += RATE * slope / (1 + len(right) / 10)
    return {name: round(float(each), 3) for name, each in zip(names, weights, strict=True)}


def _value(features: Features, name: str) -> float:
    return 1.0 if name == INTERCEPT else float(features.get(name, 0.0))


def priors() -> dict[str, Weights]:
    """The hand-set weights of each predicate."""
    file = files("hirewire_ai_worker.extraction") / "data" / "priors.json"
    weights: dict[str, Weights] = json.loads(file.read_text(encoding="utf-8"))
    return weights
