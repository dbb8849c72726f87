"""Fits the confidence to the labelled documents: ``python -m bench.extraction.calibrate``.

Writes ``calibration.json`` of the extractor, weights to be read by people, from this project's
labelled set, its samples and the shared résumés.
"""

import argparse
import json
from collections import Counter
from importlib.resources import files
from pathlib import Path

from hirewire_ai_worker.evaluation.fit import priors

from bench.extraction.calibration import Example, cross_fitted, table, weights_of
from bench.extraction.examples import Collector
from bench.extraction.reading import Reader
from bench.extraction.sources import sources_in

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
SAMPLES = ROOT / "deploy" / "samples"


def labelled(reader: Reader, data: Path) -> list[Example]:
    """Of everything that has a truth."""
    collector = Collector(reader)
    own = list(collector.of_sources(sources_in()))
    return [*own, *collector.of_folder(SAMPLES), *collector.of_folder(data / "resumes")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    examples = labelled(Reader.load(), parser.parse_args().data)
    fit = {
        "id": f"map-2026.11-n{len(examples)}",
        "examples": dict(sorted(Counter(each.predicate for each in examples).items())),
        "weights": weights_of(examples, priors()),
    }
    target = files("hirewire_ai_worker.extraction") / "data" / "calibration.json"
    Path(str(target)).write_text(json.dumps(fit, indent=1) + "\n", encoding="utf-8")
    print(table(cross_fitted(examples, priors())))


if __name__ == "__main__":
    main()
