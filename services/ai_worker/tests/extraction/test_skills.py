import pytest


def names(facts):
    return {skill.name for skill in facts.skills if not skill.negated}


PROSE = [
    ("Going forward we will go to market in spring and excel at service.", set()),
    ("Red flags for me are meetings. Vitamin C and Section C. R&D was fun.", set()),
    ("We react quickly, express ourselves and access the shell of the building.", set()),
    ("The SAS au capital de 1000 euros and a tableau de bord.", set()),
    ("Wrote services in Go and Rust with gRPC.", {"Go", "Rust", "gRPC"}),
    ("Programming in C and R for statistics.", {"C", "R"}),
    ("Built APIs with Spring, Hibernate and Java.", {"Spring", "Hibernate", "Java"}),
    ("Reports in Excel and Word for the board.", {"Microsoft Excel", "Microsoft Word"}),
    ("Apps in Swift for iOS", {"Swift", "iOS"}),
    ("Spring 2020 internship, spring break and the Swift response team", set()),
]


@pytest.mark.parametrize(("sentence", "expected"), PROSE)
def test_ambiguous_words_need_their_context_in_prose(resume, sentence, expected):
    ambiguous = {
        "Go", "R", "C", "Swift", "Spring", "Microsoft Excel", "Microsoft Word", "React",
        "Express.js", "Bash", "Microsoft Access", "SAS", "Tableau", "Rust", "gRPC", "Hibernate",
        "Java", "iOS",
    }  # fmt: skip
    found = names(resume(f"Jane Doe\n\nSummary\n{sentence}\n"))
    assert found & ambiguous == expected


@pytest.mark.parametrize(
    "text", ["C, R, Go", "- C\n- R\n- Go", "Languages: Go, C, R", "C | R | Go", "Go; R; C"]
)
def test_single_letters_count_in_lists_of_skills(resume, text):
    assert {"C", "R", "Go"} <= names(resume(f"Jane Doe\n\nSkills\n{text}\n\nEducation\nBSc\n"))


def test_unknown_items_of_a_list_are_kept_with_less_confidence(resume):
    facts = resume("Jane Doe\n\nSkills\nPython, Frobnication, Quux databases\n")
    found = {skill.name: skill for skill in facts.skills}
    assert found["Frobnication"].key is None
    assert found["Python"].key == "python"
    assert found["Frobnication"].confidence < found["Python"].confidence


def test_sentences_in_a_skill_section_are_no_items(resume):
    facts = resume(
        "Jane Doe\n\nSkills\nI have always enjoyed working on hard problems with kind people.\n"
    )
    assert [skill.name for skill in facts.skills if skill.key is None] == []


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("I have no experience with Kubernetes.", "en"),
        ("I have never used Kubernetes.", "en"),
        ("Not familiar with Kubernetes yet.", "en"),
        ("Keine Erfahrung mit Kubernetes.", "de"),
        ("Aucune expérience avec Kubernetes.", "fr"),
        ("Sin experiencia en Kubernetes.", "es"),
    ],
)
def test_negation_is_told(resume, sentence, language):
    (skill,) = [
        each for each in resume(f"Jane Doe\n\nSummary\n{sentence}\n", language).skills if each.key
    ]
    assert (skill.name, skill.negated) == ("Kubernetes", True)


def test_negation_ends_with_its_clause(resume):
    facts = resume(
        "Jane Doe\n\nSummary\nI have no experience with Kubernetes, but I know Docker.\n"
    )
    assert {skill.name: skill.negated for skill in facts.skills} == {
        "Kubernetes": True,
        "Docker": False,
    }


def test_levels_and_years_are_read(resume):
    facts = resume(
        "Jane Doe\n\nSummary\nMore than 8 years of Python.\n\n"
        "Skills\nProficient in: Terraform, Docker\nSQL (expert), Rust (2 years)\n"
        "Machine learning: PyTorch\n"
    )
    found = {skill.name: (skill.level, skill.years) for skill in facts.skills}
    assert found["Python"] == (None, 8.0)
    assert found["Terraform"] == ("advanced", None)
    assert found["SQL"] == ("expert", None)
    assert found["Rust"] == (None, 2.0)
    assert found["PyTorch"][0] is None


def test_use_is_dated_by_the_position_that_tells_of_it(resume):
    facts = resume(
        "Jane Doe\n\nExperience\nEngineer, Acme Inc\n2015 - 2018\n- Python services\n"
        "Analyst, Globex Inc\n2012 - 2014\n- Python and SQL\n"
    )
    found = {skill.name: (skill.since, skill.last_used) for skill in facts.skills}
    assert found["Python"] == ("2012", "2018")
    assert found["SQL"] == ("2012", "2014")


def test_names_of_employers_and_addresses_are_no_skills(resume):
    facts = resume(
        "Jane Doe\njane@python.example | github.com/kubernetes\n\n"
        "Experience\nEngineer, Oracle Database Systems Inc\n2015 - 2018\n- Wrote reports\n"
    )
    assert names(facts) & {"Python", "Kubernetes", "Oracle Database"} == set()


def test_other_rows_of_a_skill_section_are_left_out(resume):
    facts = resume("Jane Doe\n\nSkills\nLanguages: Python, SQL\nInterests: Gardening, Chess\n")
    assert names(facts) == {"Python", "SQL"}
