"""Forms that documents of the labelled set brought up, each by a document of its own."""

import pytest
from hirewire_ai_worker.extraction.dates import find_periods
from hirewire_ai_worker.extraction.work.heads import without_town


def test_a_number_is_read_as_in_the_place_beside_it(resume):
    facts = resume("Ann Price\nCardiff, United Kingdom\n029 2018 0777\n")
    assert [phone.canonical or phone.key for phone in facts.phones] == ["+442920180777"]


def test_dates_are_no_telephone_numbers(resume):
    facts = resume("Ann Price\nborn 12.05.1979\n2017 - 2019\n01/2018 - 09/2020\n")
    assert facts.phones == ()


@pytest.mark.parametrize("name", ['Robert "Rob" Achterberg', "Robert (Rob) Achterberg"])
def test_a_name_keeps_its_nickname(resume, name):
    assert resume(f"{name}\nrob@achterberg.example\n").name.value == name


@pytest.mark.parametrize(
    ("text", "first", "last", "current"),
    [
        ("de mars 2014 à juin 2018", "2014-03", "2018-06", False),
        ("von 03/2014 bis 06/2018", "2014-03", "2018-06", False),
        ("Juin 2019 – à ce jour", "2019-06", None, True),
        ("2019 - bis heute", "2019", None, True),
    ],
)
def test_a_period_takes_its_leading_and_closing_words_along(text, first, last, current):
    (period,) = find_periods(text)
    assert (period.start, period.end) == (0, len(text))
    assert (str(period.first), period.last and str(period.last)) == (first, last)
    assert period.current is current


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Fernlea Nursing Home, Keighley", "Fernlea Nursing Home"),
        ("Baustoffe KG, Schärding", "Baustoffe KG"),
        ("Clinique des Weppes, La Bassée", "Clinique des Weppes"),
        ("Hegarty, Lynch & Co", "Hegarty, Lynch & Co"),
        ("State Polytechnic University, Springfield", "State Polytechnic University, Springfield"),
        ("Acme Group, Systems Division", "Acme Group, Systems Division"),
    ],
)
def test_a_town_that_no_list_knows_is_no_part_of_an_employer(text, name):
    assert without_town(text) == name


def test_a_section_under_an_unknown_heading_is_told_by_what_it_says(resume):
    facts = resume(
        "Ximena Quiroga\nximena@quiroga.example\n\n# Skills\nHACCP\n\n# Languages\nSpanish\n\n"
        "# Kitchens I have known\n"
        "Sous Chef, Harbour Restaurant Ltd\nMarch 2019 - May 2021\n\n# Where I learnt\n"
        "BSc Nutrition, University of Leeds, 2015\n"
    )
    assert [(each.title.value, each.start) for each in facts.work] == [("Sous Chef", "2019-03")]
    assert [each.school.value for each in facts.education] == ["University of Leeds"]


def test_a_labelled_row_at_the_top_is_a_list_of_skills(resume):
    names = {skill.name for skill in resume("Ann Price\nSkills: C, R, Go, Swift\n").skills}
    assert names == {"C", "R", "Go", "Swift"}


def test_a_school_name_that_was_broken_in_two_is_one(resume):
    facts = resume(
        "Ann Price\n\nEducation\n\nBachelor of Computer Engineering, Jordan University of\n"
        "Science and Technology, 2009 - 2013\n"
    )
    assert facts.education[0].school.value == "Jordan University of Science and Technology"


def test_an_ad_tells_its_terms(ad):
    facts = ad(
        "Maintenance Electrician\n\nLowther Vale Council, Carlisle\n\n# Requirements\n\n"
        "- Five years in industrial maintenance\n\n# What we offer\n\n- NZD 42 to 48 per hour\n"
        "- Permanent, part-time\n"
    )
    assert facts.company.value == "Lowther Vale Council"
    assert facts.experience.minimum == 5
    assert (facts.salary.currency, facts.salary.maximum) == ("NZD", 48)
    assert facts.employment_type.value == "part_time"


@pytest.mark.parametrize(
    ("text", "company", "language"),
    [
        ("Brackenridge Parcels is hiring a porter for its depot.", "Brackenridge Parcels", "en"),
        ("St Olaf's School, Barnstaple, needs a teacher.", "St Olaf's School", "en"),
        ("L'Auberge du Lavoir recherche un chef de partie.", "L'Auberge du Lavoir", "fr"),
        ("Faro Seguros busca un programador.", "Faro Seguros", "es"),
    ],
)
def test_who_seeks_is_the_company_and_seeking_is_no_skill(ad, text, company, language):
    facts = ad(text, language)
    assert facts.company.value == company
    assert {skill.name for skill in facts.skills} <= {"Teaching"}


def test_a_heading_of_an_ad_names_no_skill(ad):
    facts = ad("Chef de partie\n\nProfil recherché\n\n- Connaissance de la méthode HACCP\n", "fr")
    assert [skill.name for skill in facts.skills] == ["HACCP"]
