import pytest
from hirewire_matching.profiles.levels import as_seniority, cefr_rank, eqf_level, seniority_of


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Senior Backend Engineer", "senior"),
        ("Sr. Developer", "senior"),
        ("Junior Entwickler", "junior"),
        ("Staff Software Engineer", "principal"),
        ("Staff Nurse, Intensive Care", None),
        ("Engineering Team Lead", "lead"),
        ("Lead Generation Specialist", None),
        ("Head of Data", "lead"),
        ("Chief Financial Officer", "executive"),
        ("CTO", "executive"),
        ("Werkstudent Marketing", "intern"),
        ("International Sales", None),
        ("Leadership Coach", None),
        ("Backend Engineer", None),
        ("", None),
    ],
)
def test_a_title_names_its_level_or_none(title: str, level: str | None) -> None:
    assert seniority_of(title) == level


@pytest.mark.parametrize(
    ("words", "level"),
    [
        (("6",), 6),
        (("EQF 7", "Bachelor"), 7),
        ((None, None, "Bachelor's degree in computer science"), 6),
        (("MSc Physics",), 7),
        (("PhD",), 8),
        (("Ph. D. or Master",), 8),
        (("Driving licence",), None),
        (("12",), None),
        ((None, ""), None),
    ],
)
def test_a_degree_has_its_eqf_level(words: tuple[str | None, ...], level: int | None) -> None:
    assert eqf_level(*words) == level


def test_only_what_is_on_the_scale_has_a_rank() -> None:
    assert [cefr_rank(level) for level in ("B2", "c1", "native", "fluent", None)] == [
        4, 5, 6, None, None
    ]  # fmt: skip


def test_a_foreign_word_is_no_seniority() -> None:
    assert as_seniority("lead") == "lead"
    assert as_seniority("manager") is None
    assert as_seniority(None) is None
