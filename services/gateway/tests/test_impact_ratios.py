from datetime import UTC, datetime, timedelta

from hirewire_chassis import new_id
from hirewire_gateway.fairness.rules import Cell, Person, Ranking, ratios, scored, selected

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def _people(count, since=NOW, **groups):
    return [Person(new_id(), groups, since) for _ in range(count)]


def test_a_ratio_is_the_rate_over_the_highest_and_four_fifths_is_enough():
    cells = [
        Cell("sex", "female", 50, 20),
        Cell("sex", "male", 100, 50),
        Cell("sex", "x", 9, 0),
        Cell("ethnicity", "asian", 10, 0),
    ]
    female, male, other, asian = ratios(cells, 10)
    assert (female.rate, female.impact_ratio, female.below_four_fifths) == (0.4, 0.8, False)
    assert (male.rate, male.impact_ratio) == (0.5, 1.0)
    assert other.too_few
    assert (other.people, other.chosen, other.rate, other.impact_ratio) == (None,) * 4
    assert (asian.rate, asian.impact_ratio, asian.below_four_fifths) == (0.0, None, None)
    worse = [Cell("sex", "female", 50, 19), *cells[1:]]
    assert ratios(worse, 10)[0].below_four_fifths


def test_a_group_that_is_too_small_is_nobodys_measure():
    cells = [Cell("sex", "a", 9, 9), Cell("sex", "b", 20, 10)]
    assert [ratio.impact_ratio for ratio in ratios(cells, 10)] == [None, 1.0]


def test_selected_are_the_top_of_each_run_of_all_who_were_there():
    old, late = _people(3, sex="male"), _people(2, NOW + timedelta(days=2), sex="female")
    stranger = new_id()
    first = Ranking(NOW + timedelta(days=1), [(old[0].id, 0.9), (stranger, 0.8), (old[1].id, 0.7)])
    second = Ranking(NOW + timedelta(days=3), [(late[0].id, 0.9)])
    cells = selected([*old, *late], [first, second], 2)
    assert cells == [Cell("sex", "female", 2, 1), Cell("sex", "male", 6, 1)]
    assert selected([*old, *late], [first], 3) == [Cell("sex", "male", 3, 2)]


def test_scored_is_above_the_median_of_everybody_ranked():
    men, women = _people(2, sex="male"), _people(1, sex="female", ethnicity="asian")
    ranked = [(men[0].id, 0.9), (men[1].id, 0.5), (women[0].id, 0.6), (new_id(), 0.1)]
    cells = scored([*men, *women], [Ranking(NOW, ranked)])
    assert cells == [
        Cell("ethnicity", "asian", 1, 1),
        Cell("sex", "female", 1, 1),
        Cell("sex", "male", 2, 1),
        Cell("sex x ethnicity", "female x asian", 1, 1),
    ]
    assert scored(men, []) == []
