"""From what speaks for a fact to the chance that it is right.

One logistic regression per predicate over named features. The coefficients are committed in
`data/calibration.json`; `python -m bench.extraction.calibrate` makes them from labelled documents.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

Features = Mapping[str, float]
DIGITS = 3
LEAST = 0.001
INTERCEPT = "intercept"


class Calibrator(Protocol):
    """Turns features into the confidence that is stored with a fact, beside the calibrator's id."""

    @property
    def id(self) -> str: ...

    def confidence(self, predicate: str, features: Features) -> float: ...


@dataclass(frozen=True, slots=True)
class LogisticCalibrator:
    """One weight for each feature of each predicate."""

    id: str
    weights: Mapping[str, Mapping[str, float]]

    def confidence(self, predicate: str, features: Features) -> float:
        """Strictly between 0 and 1; features that the fit does not know do not count."""
        right = chance(self.weights[predicate], features)
        return min(max(round(right, DIGITS), LEAST), 1 - LEAST)


def chance(weights: Mapping[str, float], features: Features) -> float:
    score = weights[INTERCEPT]
    score += sum(weights.get(name, 0.0) * float(value) for name, value in features.items())
    return 1 / (1 + math.exp(-score))


def logit(probability: float) -> float:
    """The log of the odds, as a feature that adds up; the surest count as much as `1 - LEAST`."""
    inside = min(max(probability, LEAST), 1 - LEAST)
    return math.log(inside / (1 - inside))


@lru_cache(maxsize=1)
def shipped_calibrator() -> LogisticCalibrator:
    file = files("hirewire_ai_worker.extraction") / "data" / "calibration.json"
    fit = json.loads(file.read_text(encoding="utf-8"))
    return LogisticCalibrator(fit["id"], fit["weights"])
