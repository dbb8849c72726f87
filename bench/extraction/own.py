"""The labelled set of this project: each document as it is laid out, and each in every layout."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from hirewire_ai_worker.evaluation.score import Scores, Tally

from bench.extraction.ads import AdScores
from bench.extraction.drawing import draw
from bench.extraction.reading import Reader
from bench.extraction.sources import LABELLED, LAYOUTS, Format, Layout, Source
from bench.extraction.truths import ad_truth, resume_truth

SHOWN = ("name", "email", "phone", "work triple", "degree + school", "listed skills", "languages")
Row = dict[str, Tally]


def by_language(
    reader: Reader, sources: Sequence[Source], folder: Path = LABELLED
) -> dict[str, Row]:
    """Fields of résumés, for each language and for all."""
    scores: dict[str, Scores] = defaultdict(lambda: Scores(reader.taxonomy))
    for source in sources:
        if source.kind == "resume":
            facts = reader.resume(reader.parsed(draw(source), source.name))
            for group in (source.language, "all"):
                scores[group].add(facts, resume_truth(source.name, folder))
    return {group: each.fields for group, each in scores.items()}


def by_layout(reader: Reader, sources: Sequence[Source]) -> dict[str, Row]:
    """Fields of résumés when every one of them is drawn in every layout."""
    scores: dict[str, Scores] = defaultdict(lambda: Scores(reader.taxonomy))
    for source in (each for each in sources if each.kind == "resume"):
        for drawn in in_all_layouts(source):
            facts = reader.resume(reader.parsed(draw(drawn), drawn.name))
            scores[drawn.layout].add(facts, resume_truth(source.name))
    return {group: each.fields for group, each in scores.items()}


def of_ads(reader: Reader, sources: Sequence[Source]) -> Row:
    scores = AdScores(reader.taxonomy)
    for source in (each for each in sources if each.kind == "job"):
        facts = reader.job(reader.parsed(draw(source), source.name))
        scores.add(facts, ad_truth(source.name), source.name)
    return scores.fields


def in_all_layouts(source: Source) -> Iterator[Source]:
    """As PDF where its letters allow it; text boxes are Word's."""
    for layout in LAYOUTS:
        yield replace(source, layout=layout, format=_format(source, layout))


def _format(source: Source, layout: Layout) -> Format:
    if layout == "boxes":
        return "docx"
    try:
        str(source).encode("cp1252")
    except UnicodeEncodeError:
        return "html" if layout in {"columns", "sidebar"} else "docx"
    return "pdf"


def table(rows: dict[str, Row], *, fields: Sequence[str] = SHOWN) -> str:
    """F1 of each field by group."""
    lines = [f"{'F1':<10}" + "".join(f"{name:>17}" for name in fields)]
    for group, row in rows.items():
        lines.append(f"{group:<10}" + "".join(f"{row[name].f1:>17.3f}" for name in fields))
    return "\n".join(lines)


def field_lines(row: Row, *, details: bool) -> str:
    """Precision, recall and F1 of each field; ``details`` names what was wrong or missed."""
    lines = []
    for name, tally in row.items():
        sums = f"{tally.right:>5} right {len(tally.wrong):>4} wrong {len(tally.missed):>4} missed"
        figures = f"{tally.precision:>7.3f}{tally.recall:>7.3f}{tally.f1:>7.3f}"
        lines.append(f"{name:<18}{figures}{sums}")
        if details:
            lines += [f"    wrong  {each}" for each in tally.wrong]
            lines += [f"    missed {each}" for each in tally.missed]
    return "\n".join(lines)
