"""`python -m hirewire_ai_worker.evaluation FOLDER... [--details]`: scores of labelled résumés."""

import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from hirewire_ai_worker.evaluation.score import Scores, report
from hirewire_ai_worker.evaluation.truths import ResumeTruth, truths_in
from hirewire_ai_worker.extraction.facts import ResumeFacts
from hirewire_ai_worker.extraction.resume import extract_resume
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

TODAY = date(2026, 11, 20)


def read_truth_document(truth: ResumeTruth, languages: LanguageDetector) -> ParsedDocument:
    parsed = read_document(truth.file.read_bytes(), ParseLimits())
    if not isinstance(parsed, ParsedDocument):
        raise SystemExit(f"{truth.file}: {parsed.code}: {parsed.detail}")
    return replace(parsed, language=languages.detect(parsed.text))


def facts_of(truth: ResumeTruth, taxonomy: Taxonomy, languages: LanguageDetector) -> ResumeFacts:
    return extract_resume(read_truth_document(truth, languages), taxonomy, TODAY)


def main() -> None:
    folders = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("--")]
    taxonomy, languages = load_taxonomy(), LanguageDetector.load()
    for folder in folders:
        scores = Scores(taxonomy)
        truths = truths_in(folder)
        start = time.perf_counter()
        for truth in truths:
            scores.add(facts_of(truth, taxonomy, languages), truth)
        seconds = (time.perf_counter() - start) / max(len(truths), 1)
        sys.stdout.write(f"{folder}: {len(truths)} résumés, {1000 * seconds:.0f} ms each\n")
        sys.stdout.write(report(scores, details="--details" in sys.argv) + "\n\n")


if __name__ == "__main__":
    main()
