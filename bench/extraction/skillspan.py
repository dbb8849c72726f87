"""The span tagger on SkillSpan's development split: ``python -m bench.extraction.skillspan [DIR]``.

Strict: a span of its kind with the same first and last word. Relaxed: one that shares a word.
The weights were trained on SkillSpan's training split alone; their number of epochs, the biases and
the confidence of spans were chosen on this development split, so these are no figures of unseen
data. The baseline is the taxonomy's names without rules. The corpus has its own words; in documents
the same tagger reads ours.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger, TaggedSpan
from hirewire_ai_worker.taxonomy.entries import SkillKind
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.names import fold
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

DATA = Path(__file__).parents[3] / "shared/data/skills/skillspan"
LAYERS: dict[SkillKind, str] = {"knowledge": "tags_knowledge", "competence": "tags_skill"}
Span = tuple[int, int]
Figures = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence: its words, and the true and the found spans of each kind."""

    words: list[str]
    truths: dict[SkillKind, list[Span]]
    found: list[TaggedSpan]


def figures(folder: Path = DATA, tagger: SpanTagger | None = None) -> dict[str, Figures]:
    """Strict and relaxed precision, recall and F1 per kind, of the tagger and of the baseline."""
    judged = tagged(folder / "dev.json", tagger or SpanTagger.load())
    taxonomy = load_taxonomy()
    named = [Judged(each.words, each.truths, by_names(each.words, taxonomy)) for each in judged]
    return {"tagger": measured(judged), "names alone": measured(named)}


def tagged(file: Path, tagger: SpanTagger) -> list[Judged]:
    """Every sentence of a split, read by the tagger."""
    with file.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Judged(
            row["tokens"],
            {kind: list(spans_of(row[layer])) for kind, layer in LAYERS.items()},
            tagger.tag(row["tokens"]),
        )
        for row in rows
    ]


def by_names(words: Sequence[str], taxonomy: Taxonomy) -> list[TaggedSpan]:
    """What a plain gazetteer finds: names of the taxonomy, as whole words."""
    text = fold(" ".join(words))
    starts = [sum(len(word) + 1 for word in words[:place]) for place in range(len(words))]
    return [
        TaggedSpan(
            hit.entry.kind,
            sum(start <= hit.start for start in starts) - 1,
            sum(start < hit.end for start in starts),
            1.0,
        )
        for hit in taxonomy.skills.lexicon.find(text)
    ]


def spans_of(tags: Sequence[str]) -> Iterator[Span]:
    first: int | None = None
    for place, tag in enumerate((*tags, "O")):
        if tag != "I" and first is not None:
            yield first, place
            first = None
        if tag == "B":
            first = place


def measured(judged: Sequence[Judged]) -> Figures:
    return {
        f"{kind} {manner}": score(judged, kind, relaxed=manner == "relaxed")
        for kind in LAYERS
        for manner in ("strict", "relaxed")
    }


def score(judged: Sequence[Judged], kind: SkillKind, *, relaxed: bool) -> dict[str, float]:
    right = reached = found_count = truth_count = 0
    for each in judged:
        truths = each.truths[kind]
        found = [(span.first, span.last) for span in each.found if span.kind == kind]
        right += sum(
            any(agrees(span, truth, relaxed=relaxed) for truth in truths) for span in found
        )
        reached += sum(
            any(agrees(span, truth, relaxed=relaxed) for span in found) for truth in truths
        )
        found_count += len(found)
        truth_count += len(truths)
    precision, recall = right / max(found_count, 1), reached / max(truth_count, 1)
    both = precision + recall
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / both if both else 0.0,
    }


def agrees(span: Span, truth: Span, *, relaxed: bool) -> bool:
    if relaxed:
        return span[0] < truth[1] and truth[0] < span[1]
    return span == truth


def lines(folder: Path, tagger: SpanTagger | None = None) -> Iterator[str]:
    for name, measures in figures(folder, tagger).items():
        for manner, values in measures.items():
            told = "  ".join(f"{key} {value:.3f}" for key, value in values.items())
            yield f"{name:<12} {manner:<20} {told}"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    sys.stdout.writelines(f"{line}\n" for line in lines(folder))


if __name__ == "__main__":
    main()
