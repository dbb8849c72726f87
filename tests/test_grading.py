"""A small cut of ``make eval-matching``: the same making, writing and judging."""

import subprocess
import sys
from dataclasses import replace
from itertools import chain, groupby, islice
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest
from hirewire_cli.offline import Workbench, today
from hirewire_embedding import Embedder
from hirewire_matching.main import BENCH
from hirewire_matching.pairs.comparing import compare
from hirewire_matching.ranking import as_dict, score

from bench.extraction.adversarial import HIDDEN, PLANTED, UNSEEN, honest
from bench.extraction.drawing.html import draw_html
from bench.extraction.drawing.pdf import pdf_of
from bench.extraction.drawing.word import docx_of, saved
from bench.grading.pools import Pools, skill_names
from bench.grading.trial import Trial, graded, stuffing_gains
from bench.grading.truth import trades

SKILLS, JOBS, SEED = 150, 3, 11
SCORES = "from tests.test_grading import told; import sys; told(sys.argv[1], int(sys.argv[2]))"


def made(cache: Path, threads: int = 1) -> Trial:
    embedder = Embedder.load(cache, threads=threads)
    families = groupby(trades(), key=attrgetter("family"))
    known = list(chain.from_iterable(list(found)[:4] for _, found in islice(families, 3)))
    some = dict(islice(sorted(skill_names().items()), 0, None, len(skill_names()) // SKILLS))
    pools = Pools.of(embedder, [trade.name for trade in known], names=some)
    return Trial.of(embedder, known, pools, JOBS, SEED)


def told(cache: str, threads: int) -> None:
    """The scores of all people for the first job, for another process to compare."""
    trial = made(Path(cache), threads)
    sys.stdout.write(trial.ours.scores(trial.ads[0]).tobytes().hex())


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def trial(cache: Path) -> Trial:
    return made(cache)


@pytest.fixture(scope="module")
def workbench(cache: Path) -> Workbench:
    return Workbench.load(cache, 1, today())


def test_people_are_ranked_better_than_by_words_or_vectors_alone(trial: Trial) -> None:
    found = {name: np.mean(ranked.ndcg) for name, ranked in graded(trial).items()}
    ours = found.pop("ours")
    assert ours >= max(found.values()) + 0.1, found


def test_stuffing_gains_nothing(trial: Trial) -> None:
    gains = stuffing_gains(trial)
    assert len(gains) == 4 * JOBS
    assert max(gains) <= 0


@pytest.mark.parametrize("how", ["white in PDF", "hidden in Word", "display:none"])
def test_hidden_text_gains_nothing(how: str, workbench: Workbench) -> None:
    honest_page = {
        "white in PDF": lambda: bytes(pdf_of(honest()).output()),
        "hidden in Word": lambda: saved(docx_of(honest())),
        "display:none": lambda: draw_html(replace(honest(), format="html")),
    }
    ad = workbench.job("job", f"{UNSEEN} and HR wanted.".encode(), "Expert", sorted(PLANTED))
    pages = HIDDEN[how](), honest_page[how]()
    hiding, plain = (compare(BENCH, ad, workbench.candidate("person", page)) for page in pages)
    assert as_dict(hiding) == as_dict(plain)
    shown = compare(BENCH, ad, workbench.candidate("person", b"Skills: COBOL, Erlang, Haskell"))
    assert score(shown) > score(plain)


def test_another_process_with_more_threads_gives_the_same_bytes(trial: Trial, cache: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-c", SCORES, str(cache), "2"]
    root = Path(__file__).parents[1]
    other = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert other.stdout == trial.ours.scores(trial.ads[0]).tobytes().hex()
