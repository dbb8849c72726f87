"""From what speaks for a fact to the chance that it is right.

One logistic regression per predicate over named features. The coefficients are committed in
`data/calibration.json`; `bench/fit_confidence.py` makes them from labelled documents.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

Features = Mapping[str, float]
DIGITS = 3
INTERCEPT = "intercept"


@dataclass(frozen=True, slots=True)
class Calibrator:
    """`id` names the fit; it is stored with every fact."""

    id: str
    weights: Mapping[str, Mapping[str, float]]

    def confidence(self, predicate: str, features: Features) -> float:
        """Between 0 and 1; features that the fit does not know do not count."""
        weights = self.weights[predicate]
        score = weights[INTERCEPT]
        score += sum(weights.get(name, 0.0) * float(value) for name, value in features.items())
        return round(1 / (1 + math.exp(-score)), DIGITS)


@lru_cache(maxsize=1)
def shipped_calibrator() -> Calibrator:
    file = files("hirewire_ai_worker.extraction") / "data" / "calibration.json"
    fit = json.loads(file.read_text(encoding="utf-8"))
    return Calibrator(fit["id"], fit["weights"])
