import pytest
from hirewire_ai_worker.extraction.dates import MONTHS, find_periods, months_covered
from hypothesis import given
from hypothesis import strategies as st

CASES = [
    ("Jan 2020 \u2013 Present", "2020-01", None, True),
    ("03/2019-", "2019-03", None, True),
    ("2018\u201320", "2018", "2020", False),
    ("Since 2017", "2017", None, True),
    ("June 2023 \u2013 Sept. 2023", "2023-06", "2023-09", False),
    ("May - Aug 2023", "2023-05", "2023-08", False),
    ("seit 04/2019", "2019-04", None, True),
    ("04/2019 \u2013 heute", "2019-04", None, True),
    ("de 2015 à 2018", "2015", "2018", False),
    ("mars 2019 - aujourd'hui", "2019-03", None, True),
    ("Enero de 2018 - Actualidad", "2018-01", None, True),
    ("2013-2017", "2013", "2017", False),
    ("Jan '20 - Mar '21", "2020-01", "2021-03", False),
    ("01.02.2019 - 31.03.2020", "2019-02", "2020-03", False),
    ("2019-05 to 2020-02", "2019-05", "2020-02", False),
    ("März 2019 bis Dezember 2020", "2019-03", "2020-12", False),
    ("Spring 2020 - Fall 2021", "2020-04", "2021-10", False),
    ("Expected graduation: May 2027", None, "2027-05", False),
    ("2017", None, "2017", False),
]


@pytest.mark.parametrize(("text", "first", "last", "current"), CASES)
def test_periods_are_read(text, first, last, current):
    (period,) = find_periods(text)
    assert (period.first and str(period.first), period.last and str(period.last)) == (first, last)
    assert period.current is current


@pytest.mark.parametrize(
    "text", ["(312) 555-2019", "v2.2019", "12/2500 places", "5 years", "800ms", "May 5"]
)
def test_other_numbers_are_no_dates(text):
    assert find_periods(text) == []


def test_placeholders_are_periods_without_years():
    (period,) = find_periods("January 20XX - Current")
    assert period.current
    assert period.first.year is None


@given(
    st.integers(1960, 2045), st.integers(0, 30), st.integers(1, 12), st.integers(1, 12), st.data()
)
def test_any_written_period_is_read_back(year, later, first, last, data):
    def written(year: int, month: int) -> str:
        name = data.draw(st.sampled_from(MONTHS[month].split("|"))).title()
        forms = [f"{month:02d}/{year}", f"{name} {year}", f"{name}. {year}", f"{year}-{month:02d}"]
        return data.draw(st.sampled_from(forms))

    end = min(year + later, 2049)
    separator = data.draw(st.sampled_from([" - ", " \u2013 ", " to ", " bis ", " \u2014 "]))
    before, after = data.draw(st.sampled_from([("", ""), ("Acme, ", " | Berlin"), ("(", ")")]))
    (period,) = find_periods(
        f"{before}{written(year, first)}{separator}{written(end, last)}{after}"
    )
    assert (str(period.first), str(period.last)) == (f"{year}-{first:02d}", f"{end}-{last:02d}")


@given(st.text(max_size=60))
def test_no_text_breaks_the_grammar(text):
    for period in find_periods(text):
        assert 0 <= period.start < period.end <= len(text)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=8))
def test_months_are_counted_once(spans):
    pairs = [(start, start + length) for start, length in spans]
    assert months_covered(pairs) == len(
        {month for first, last in pairs for month in range(first, last + 1)}
    )
