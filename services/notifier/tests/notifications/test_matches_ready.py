from collections.abc import Callable

from hirewire_chassis import new_id
from hirewire_contracts.matching import MatchItem, MatchRunCompleted, Verdict
from hirewire_notifier.notifications.matches_ready import content_of


def item(rank: int, *verdicts: Verdict, to_ask: tuple[str, ...] = ()) -> MatchItem:
    return MatchItem(
        candidate_id=new_id(),
        score=0.876,
        rank=rank,
        verdicts=verdicts,
        components={},
        to_ask=to_ask,
    )


def test_the_best_five_come_in_their_order(completed: Callable[..., MatchRunCompleted]) -> None:
    items = tuple(item(rank) for rank in (7, 3, 1, 2, 6, 5, 4))
    content = content_of(completed(items=items).run)
    assert [match.rank for match in content.matches] == [1, 2, 3, 4, 5]
    assert (content.ranked, content.matches[0].score) == (7, 88)
    assert content.matches[0].href == f"/v1/candidates/{items[2].candidate_id}"


def test_the_strongest_proved_verdicts_are_shown(
    completed: Callable[..., MatchRunCompleted], verdict: Callable[..., Verdict]
) -> None:
    best = item(
        1,
        verdict("Missing", "no Rust", verdict="not_met", contribution=9),
        verdict("Unknown", verdict="unknown", contribution=9),
        verdict("Unproved", contribution=9),
        verdict("Third", "c", contribution=0.1),
        verdict("First", "a\n  quote", contribution=0.3),
        verdict("Second", "b", contribution=0.2, verdict="partial"),
        to_ask=("one?", "two?", "three?", "four?"),
    )
    (match,) = content_of(completed(items=(best,)).run).matches
    assert [(reason.requirement, reason.partly) for reason in match.reasons] == [
        ("First", False),
        ("Second", True),
        ("Third", False),
    ]
    assert match.reasons[0].quote == "a quote"
    assert match.to_ask == ("one?", "two?", "three?")


def test_a_verdict_without_evidence_has_no_quote(
    completed: Callable[..., MatchRunCompleted], verdict: Callable[..., Verdict]
) -> None:
    (match,) = content_of(completed(items=(item(1, verdict("Python")),)).run).matches
    assert [reason.quote for reason in match.reasons] == [None]
