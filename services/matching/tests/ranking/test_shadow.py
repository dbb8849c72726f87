import pytest
from hirewire_matching.ranking import DEFAULT_WEIGHTS
from hirewire_matching.ranking.shadow import Shown, difference
from hirewire_matching.ranking.tuning import ToldRow


def row(kind: str, weight: float, credit: float, **state: object) -> ToldRow:
    known = {"kind": kind, "required": True, "verdict": "partial", "weight": weight}
    return {**known, "contribution": weight * credit, **state}  # type: ignore[typeddict-item]


def item(name: str, rank: int, title: float, skill: float) -> Shown:
    rows = [row("title", 0.3, title), row("skill", 0.7, skill), row("language", 0.2, 0)]
    rows[2]["verdict"] = "unknown"
    return Shown(name, rank, round(0.3 * title + 0.7 * skill, 6), rows)


ITEMS = [item("a", 1, 0.2, 1.0), item("b", 2, 0.6, 0.5), item("c", 3, 1.0, 0.1)]


def test_the_weights_of_the_run_give_its_own_order_and_scores() -> None:
    found = difference(ITEMS, {"title": 0.3, "skill": 0.7, "language": 0.2})
    assert [(m.id, m.shadow_rank, m.shadow_score) for m in found.moves] == [
        (shown.id, shown.rank, pytest.approx(shown.score)) for shown in ITEMS
    ]
    assert (found.overlap, found.tau) == (1, 1)


def test_other_weights_move_people_and_say_how_far() -> None:
    found = difference(ITEMS, {"title": 0.9, "skill": 0.1})
    assert [(m.id, m.rank, m.shadow_rank, m.distance) for m in found.moves] == [
        ("c", 3, 1, 2), ("b", 2, 2, 0), ("a", 1, 3, 2),
    ]  # fmt: skip
    assert (found.overlap, found.tau) == (1, -1)


def test_who_leaves_the_first_ten_is_not_in_common() -> None:
    many = [
        item(f"{place:02}", place, (13 - place) / 12, (place - 1) / 12) for place in range(1, 13)
    ]
    found = difference(many, {"title": 0.1, "skill": 0.9})
    assert found.overlap == pytest.approx(0.8)


def test_what_is_optional_keeps_its_part_of_a_kind() -> None:
    rows = [row("skill", 0.8, 1.0), row("skill", 0.2, 0.0, required=False)]
    (move,) = difference([Shown("a", 1, 0.8, rows)], {"skill": 0.4}).moves
    assert move.shadow_score == pytest.approx(1 / (1 + DEFAULT_WEIGHTS.optional))


def test_an_empty_run_differs_in_nothing() -> None:
    assert (difference([], {}).overlap, difference([], {}).tau) == (1, 1)
