from datetime import date

from hirewire_ai_worker.extraction.resume import extract_resume
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hypothesis import given, settings
from hypothesis import strategies as st

TAXONOMY = load_taxonomy()
DEGREES = sorted(TAXONOMY.education.degrees.entries.items())
CLEAR = sorted(
    name
    for name, skill in TAXONOMY.skills.by_name.items()
    if name.lower() not in TAXONOMY.skills.ambiguous
    and len(name) > 4
    and name.isalpha()
    and skill.domain.startswith("technology")
)
CHEAP = settings(max_examples=40, deadline=None)


def facts_of(text):
    parsed = read_document(text.encode(), ParseLimits())
    assert isinstance(parsed, ParsedDocument)
    return extract_resume(parsed, TAXONOMY, date(2026, 11, 20))


@CHEAP
@given(
    degree=st.sampled_from(DEGREES),
    first=st.integers(1970, 2020),
    years=st.integers(1, 5),
    order=st.permutations((0, 1)),
)
def test_a_degree_has_its_level_and_years_wherever_it_stands(degree, first, years, order):
    form, entry = degree
    parts = (form.title() if len(form) > 6 else form.upper(), "University of Leeds")
    said = ", ".join(parts[at] for at in order)
    facts = facts_of(f"Jane Example\n\nEDUCATION\n{said}, {first} - {first + years}\n")
    [read] = facts.education
    assert (read.level, read.start, read.end) == (entry.level, str(first), str(first + years))


@CHEAP
@given(
    names=st.lists(st.sampled_from(CLEAR), min_size=1, max_size=8, unique=True),
    border=st.sampled_from((", ", " | ", "; ", "\n- ", " / ")),
)
def test_listed_skills_are_found_and_no_others(names, border):
    facts = facts_of(f"Jane Example\n\nSKILLS\n{border.lstrip()}{border.join(names)}\n")
    assert {skill.name for skill in facts.skills if skill.key} == set(names)


@CHEAP
@given(
    word=st.sampled_from(("going forward", "red flags", "spring cleaning", "to excel at", "rest")),
    verb=st.sampled_from(("We saw", "I wrote about", "Planned for")),
)
def test_words_that_only_look_like_skills_are_none(word, verb):
    facts = facts_of(f"Jane Example\n\nSUMMARY\n{verb} {word} with the whole office in 2019.\n")
    assert [skill.name for skill in facts.skills] == []
