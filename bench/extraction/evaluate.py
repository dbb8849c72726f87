"""How well documents are read, beside a plain gazetteer: ``make eval-extraction``."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from hirewire_ai_worker.evaluation.fit import priors
from hirewire_ai_worker.evaluation.score import Scores, Tally
from hirewire_ai_worker.evaluation.truths import truths_in
from hirewire_ai_worker.extraction.confidence import shipped_calibrator

from bench.extraction import adversarial, calibration, gazetteer, linking, own, skillspan, spans
from bench.extraction.calibrate import DATA, ROOT, labelled
from bench.extraction.drawing import draw
from bench.extraction.reading import Reader
from bench.extraction.sources import HELD, sources_in
from bench.extraction.truths import resume_truth

PICTURE = ROOT / "docs" / "pictures" / "reliability.png"
Part = Callable[[Reader, argparse.Namespace], Iterator[str]]


def shared_resumes(reader: Reader, arguments: argparse.Namespace) -> Iterator[str]:
    """Résumés of the shared data."""
    scores = Scores(reader.taxonomy)
    for truth in truths_in(arguments.data / "resumes"):
        parsed = reader.parsed(truth.file.read_bytes(), truth.file.name)
        scores.add(reader.resume(parsed), truth)
    yield own.field_lines(scores.fields, details=arguments.details)


def own_set(reader: Reader, arguments: argparse.Namespace) -> Iterator[str]:
    """The labelled set of this project."""
    sources = sources_in()
    resumes = [each for each in sources if each.kind == "resume"]
    yield f"{len(resumes)} résumés, {len(sources) - len(resumes)} ads; by language:"
    rows = own.by_language(reader, sources)
    yield own.table(rows)
    if arguments.details:
        yield own.field_lines(rows["all"], details=True)
    yield "\nevery résumé in every layout:"
    yield own.table(own.by_layout(reader, sources))
    yield "\nads: precision, recall, F1"
    yield own.field_lines(own.of_ads(reader, sources), details=arguments.details)
    fields: dict[str, Tally] = defaultdict(Tally)
    for source in resumes:
        text = reader.parsed(draw(source), source.name).text
        gazetteer.add_resume(fields, text, resume_truth(source.name), reader.taxonomy)
    yield "\na plain gazetteer on the same résumés:"
    yield own.field_lines(fields, details=False)


def held_out(reader: Reader, arguments: argparse.Namespace) -> Iterator[str]:
    """Résumés that were written after the last change of the rules."""
    rows = own.by_language(reader, sources_in(HELD), HELD)
    yield own.field_lines(rows["all"], details=arguments.details)


def deceptions(reader: Reader, _: argparse.Namespace) -> Iterator[str]:
    """Documents that lie, hide or cannot be read."""
    yield adversarial.report(list(adversarial.outcomes(replace(reader, confined=True))))


def confidence(reader: Reader, arguments: argparse.Namespace) -> Iterator[str]:
    """Confidence: shipped weights on what they were fitted to, and five folds of documents."""
    examples = labelled(reader, arguments.data)
    yield calibration.table(calibration.said_by(shipped_calibrator(), examples))
    said = calibration.cross_fitted(examples, priors())
    yield "\neach document by a fit without it:"
    yield calibration.table(said)
    PICTURE.parent.mkdir(exist_ok=True)
    calibration.plot([each for every in said.values() for each in every], PICTURE)
    yield f"drawn: {PICTURE.relative_to(ROOT)}"


def skill_spans(reader: Reader, arguments: argparse.Namespace) -> Iterator[str]:
    """Spans of SkillSpan's development sentences."""
    sentences = list(spans.sentences_in(arguments.data))
    finders = {
        "ours": partial(spans.read_spans, reader),
        "gazetteer": partial(gazetteer.skill_spans, taxonomy=reader.taxonomy),
    }
    yield spans.table({name: spans.scores(sentences, each) for name, each in finders.items()})
    yield "\nthe tagger by itself, on the corpus's own words:"
    yield from skillspan.lines(arguments.data / "skills" / "skillspan", reader.tagger)


def skill_linking(reader: Reader, arguments: argparse.Namespace) -> Iterator[str]:
    """Linking of SkillSkape's development sentences to ESCO."""
    bare, ours = linking.evaluate(reader, arguments.data, arguments.sentences)
    for name, figures in (("sentence alone", bare), ("with our spans", ours)):
        told = f"MRR {figures.mrr:.3f} RP@5 {figures.precision:.3f}"
        yield f"{name:<16}{told} over {figures.count} sentences"


PARTS: dict[str, Part] = {
    "own": own_set,
    "held": held_out,
    "resumes": shared_resumes,
    "deceptions": deceptions,
    "confidence": confidence,
    "spans": skill_spans,
    "linking": skill_linking,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be repeated")
    parser.add_argument("--details", action="store_true", help="name what was wrong or missed")
    parser.add_argument("--sentences", type=int, default=10_000, help="most sentences to link")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        sys.exit(f"{arguments.data} is not there: say --data FOLDER")
    reader = Reader.load()
    for name in arguments.only or PARTS:
        print(f"\n{PARTS[name].__doc__}\n", flush=True)
        for told in PARTS[name](reader, arguments):
            print(told, flush=True)


if __name__ == "__main__":
    main()
