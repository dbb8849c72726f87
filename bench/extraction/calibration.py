"""Whether what is said with .8 is right eight times of ten.

ECE: the mean distance of confidence and share of right facts in ten equal bins, by their size.
Brier: the mean square of confidence less 1 or 0.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hirewire_ai_worker.evaluation.fit import Weights, fitted
from hirewire_ai_worker.extraction.confidence import Features, LogisticCalibrator
from PIL import Image, ImageDraw

BINS = 10
FOLDS = 5
SIDE, EDGE = 400, 50
GREY, BLUE = (200, 200, 200), (40, 80, 160)


@dataclass(frozen=True, slots=True)
class Example:
    """One fact of one document, with what spoke for it."""

    document: str
    predicate: str
    features: Features
    right: bool


Said = tuple[float, bool]
"""A confidence, and whether the fact was right."""


def said_by(calibrator: LogisticCalibrator, examples: Sequence[Example]) -> dict[str, list[Said]]:
    """By predicate."""
    said: dict[str, list[Said]] = defaultdict(list)
    for each in examples:
        confidence = calibrator.confidence(each.predicate, each.features)
        said[each.predicate].append((confidence, each.right))
    return said


def weights_of(examples: Sequence[Example], priors: Mapping[str, Weights]) -> dict[str, Weights]:
    own: dict[str, list[tuple[Features, bool]]] = defaultdict(list)
    for each in examples:
        own[each.predicate].append((each.features, each.right))
    return {name: fitted(own[name], prior) for name, prior in priors.items()}


def cross_fitted(
    examples: Sequence[Example], priors: Mapping[str, Weights]
) -> dict[str, list[Said]]:
    """Each document judged by a fit that has not seen it, in five folds."""
    documents = sorted({each.document for each in examples})
    fold_of = {name: place % FOLDS for place, name in enumerate(documents)}
    said: dict[str, list[Said]] = defaultdict(list)
    for fold in range(FOLDS):
        seen = [each for each in examples if fold_of[each.document] != fold]
        unseen = [each for each in examples if fold_of[each.document] == fold]
        calibrator = LogisticCalibrator("fold", weights_of(seen, priors))
        for predicate, own in said_by(calibrator, unseen).items():
            said[predicate] += own
    return said


def bins_of(said: Sequence[Said]) -> list[tuple[int, float, float]]:
    """Size, mean confidence and share of right facts of each bin that is not empty."""
    bins: dict[int, list[Said]] = defaultdict(list)
    for confidence, right in said:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    return [
        (len(own), sum(each[0] for each in own) / len(own), sum(each[1] for each in own) / len(own))
        for _, own in sorted(bins.items())
    ]


def ece(said: Sequence[Said]) -> float:
    return sum(size * abs(mean - share) for size, mean, share in bins_of(said)) / len(said)


def brier(said: Sequence[Said]) -> float:
    return sum((confidence - right) ** 2 for confidence, right in said) / len(said)


def table(said: Mapping[str, Sequence[Said]]) -> str:
    lines = [f"{'predicate':<14}{'facts':>6}{'right':>8}{'said':>8}{'ECE':>8}{'Brier':>8}"]
    every = [each for own in said.values() for each in own]
    for name, own in [*sorted(said.items()), ("all", every)]:
        right = sum(each[1] for each in own) / len(own)
        mean = sum(each[0] for each in own) / len(own)
        figures = f"{right:>8.3f}{mean:>8.3f}{ece(own):>8.3f}{brier(own):>8.3f}"
        lines.append(f"{name:<14}{len(own):>6}{figures}")
    return "\n".join(lines)


def plot(said: Sequence[Said], target: Path) -> None:
    """Share of right facts over confidence as a PNG; the area of a point is the size of its bin."""
    picture = Image.new("RGB", (SIDE + 2 * EDGE, SIDE + 2 * EDGE), "white")
    pen = ImageDraw.Draw(picture)
    low, high = EDGE, EDGE + SIDE
    for step in range(11):
        at = EDGE + SIDE * step / 10
        pen.line((at, low, at, high), fill=GREY)
        pen.line((low, at, high, at), fill=GREY)
        pen.text((at - 8, high + 8), f"{step / 10:.1f}", fill="black")
        pen.text((low - 28, at - 6), f"{1 - step / 10:.1f}", fill="black")
    pen.line((low, high, high, low), fill="black")
    for size, mean, share in bins_of(said):
        x, y, radius = low + SIDE * mean, high - SIDE * share, 3 + 30 * (size / len(said)) ** 0.5
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=BLUE, width=2)
        pen.text((x + 4, y + 4), str(size), fill=BLUE)
    pen.text((EDGE, 14), f"share right over confidence, {len(said)} facts", fill="black")
    picture.save(target, optimize=True)
