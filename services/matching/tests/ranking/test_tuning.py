import json
from pathlib import Path

import pytest
from hirewire_matching.ranking import DEFAULT_WEIGHTS
from hirewire_matching.ranking.tuning import Labelled, Part, agreement, fitted, score_with
from hirewire_matching.weight_files import read_weights, write_weights


def match(job: str, *, is_good: bool, title: float, skill: float) -> Labelled:
    return Labelled(job, is_good, (Part("title", 1.0, title), Part("skill", 1.0, skill)))


MISLED = [
    labelled
    for job in "abc"
    for labelled in (
        match(job, is_good=True, title=1.0, skill=0.4),
        match(job, is_good=False, title=0.2, skill=0.9),
    )
]


def test_shares_move_to_what_people_follow() -> None:
    start = {"title": 0.2, "skill": 0.8}
    shares = fitted(MISLED, start)
    assert agreement(MISLED, start) == 0
    assert agreement(MISLED, shares) == 1
    assert shares["title"] / shares["skill"] > start["title"] / start["skill"]
    assert sum(shares.values()) == pytest.approx(1)
    assert fitted(MISLED, start) == shares


def test_without_anything_to_compare_nothing_moves() -> None:
    alone = [match("a", is_good=True, title=1, skill=0)]
    assert agreement(alone, {"title": 1, "skill": 1}) == 0.5
    assert fitted(alone, {"title": 0.5, "skill": 0.5}) == {"title": 0.5, "skill": 0.5}


def test_the_score_is_that_of_the_rows() -> None:
    parts = (Part("title", 1.0, 0.5), Part("skill", 0.75, 1.0), Part("skill", 0.25, 0.0))
    assert score_with(parts, {"title": 0.2, "skill": 0.8}) == pytest.approx(0.1 + 0.6)


def test_a_version_is_never_written_twice_nor_changed(tmp_path: Path) -> None:
    file = write_weights(tmp_path, {"skill": 0.7, "title": 0.3}, {"matches": 6})
    weights = read_weights(file)
    assert weights.version == file.stem != DEFAULT_WEIGHTS.version
    assert (weights.shares["skill"], weights.shares["language"]) == (0.7, 0.05)
    with pytest.raises(FileExistsError):
        write_weights(tmp_path, {"skill": 0.7, "title": 0.3}, {})
    told = json.loads(file.read_text())
    file.write_text(json.dumps({**told, "shares": {"skill": 0.1}}))
    with pytest.raises(ValueError, match="was changed"):
        read_weights(file)
