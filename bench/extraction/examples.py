"""Facts of labelled documents with what spoke for each, to fit and to judge confidence by."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hirewire_ai_worker.evaluation.fit import Recorder
from hirewire_ai_worker.evaluation.judging import Judgement, judged
from hirewire_ai_worker.evaluation.truths import ResumeTruth, truths_in
from hirewire_ai_worker.extraction.ads.ad import extract_job_ad
from hirewire_ai_worker.extraction.resume import extract_resume
from hirewire_ai_worker.parsing.document import ParsedDocument

from bench.extraction.ads import judged_ad
from bench.extraction.calibration import Example
from bench.extraction.drawing import draw
from bench.extraction.reading import READ_AT, Reader
from bench.extraction.sources import Source
from bench.extraction.truths import ad_truth, resume_truth


@dataclass(frozen=True, slots=True)
class Collector:
    """Reads with a recorder in place of the calibrator."""

    reader: Reader

    def of_sources(self, sources: Sequence[Source]) -> Iterator[Example]:
        for source in sources:
            parsed = self.reader.parsed(draw(source), source.name)
            if source.kind == "resume":
                yield from self._resume(parsed, resume_truth(source.name))
            else:
                yield from self._ad(parsed, source.name)

    def of_folder(self, folder: Path) -> Iterator[Example]:
        """A folder as ``truths_in`` reads it."""
        for truth in truths_in(folder):
            parsed = self.reader.parsed(truth.file.read_bytes(), truth.file.name)
            yield from self._resume(parsed, truth)

    def _resume(self, parsed: ParsedDocument, truth: ResumeTruth) -> Iterator[Example]:
        recorder, taxonomy = Recorder(), self.reader.taxonomy
        facts = extract_resume(parsed, taxonomy, READ_AT.date(), recorder)
        yield from _examples(recorder, judged(facts, truth, taxonomy), truth.file.stem)

    def _ad(self, parsed: ParsedDocument, name: str) -> Iterator[Example]:
        recorder, taxonomy = Recorder(), self.reader.taxonomy
        facts = extract_job_ad(parsed, taxonomy, recorder)
        yield from _examples(recorder, judged_ad(facts, ad_truth(name), taxonomy), name)


def _examples(
    recorder: Recorder, judgements: Iterable[Judgement], document: str
) -> Iterator[Example]:
    """Facts that took their confidence from another one are left out."""
    for _, confidence, right in judgements:
        recorded = recorder.features(confidence)
        if recorded is not None:
            yield Example(document, *recorded, right)
