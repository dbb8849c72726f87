"""Résumés of two pages as PDF: made-up people, each with a text of their own."""

import random

from fpdf import FPDF

_FIRST = ("Amara", "Bruno", "Chiara", "Dmitri", "Elif", "Farah", "Gustav", "Hanna", "Idris", "Jun")
_LAST = ("Okafor", "Lindqvist", "Moreau", "Tanaka", "Novak", "Haddad", "Silva", "Weber", "Kowal")
_TITLES = (
    *("Senior Software Engineer", "Data Analyst", "Site Reliability Engineer", "Product Manager"),
    *("Backend Developer", "Machine Learning Engineer", "QA Engineer", "Systems Administrator"),
)
_COMPANIES = (
    *("Northwind Traders", "Fabrikam GmbH", "Blue Harbor Logistics", "Quanta Retail Ltd"),
    *("Helio Energy", "Pine Street Software", "Oakfield Insurance", "Meridian Health Inc."),
)
_SCHOOLS = ("University of Leeds", "Delft University of Technology", "University of Porto")
_CITIES = ("Leeds, UK", "Rotterdam, Netherlands", "Porto, Portugal", "Boston, MA", "Berlin")
_SKILLS = (
    *("Python", "PostgreSQL", "Kubernetes", "Docker", "Terraform", "React", "TypeScript", "Kafka"),
    *("Redis", "Go", "Java", "Spring Boot", "AWS", "Linux", "Git", "Grafana", "Prometheus", "SQL"),
    *("Excel", "Tableau", "scikit-learn", "PyTorch", "Airflow", "dbt", "Snowflake", "Scrum"),
)
_DEEDS = (
    "Built the {a} service that settles {n} orders a day and moved it to {b}",
    "Cut the cost of the {a} platform by {n} % with {b} and a smaller set of machines",
    "Led {n} engineers through the migration from {a} to {b} without an hour of downtime",
    "Wrote the test suite for the {a} pipeline and had it run with {b} on every change",
    "Mentored {n} colleagues, ran the hiring for the team and reviewed all {a} changes",
    "Replaced nightly {a} exports by events, so that reports in {b} are {n} minutes old at most",
)


def paper(seed: int) -> bytes:
    """The same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same papers each time
    page = FPDF(unit="pt", format="A4")
    page.set_margins(56, 56)
    page.set_auto_page_break(auto=True, margin=50)
    page.add_page()
    _head(page, chance)
    _heading(page, "Experience")
    for at in range(5):
        _position(page, chance, 2024 - 3 * at)
    _heading(page, "Education")
    _line(page, f"MSc Computer Science, {chance.choice(_SCHOOLS)}, 2007 - 2009", bold=True)
    _line(page, f"BSc Mathematics, {chance.choice(_SCHOOLS)}, 2004 - 2007", bold=True)
    _heading(page, "Skills")
    for group in ("Languages", "Platforms", "Data"):
        _line(page, f"{group}: {', '.join(chance.sample(_SKILLS, 7))}")
    _heading(page, "Languages")
    _line(page, "English (native), German (B2), French (A2)")
    return bytes(page.output())


def _head(page: FPDF, chance: random.Random) -> None:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    number = chance.randrange(100, 1000)
    page.set_font("Helvetica", "B", 20)
    page.cell(0, 26, f"{first} {last}", new_x="LMARGIN", new_y="NEXT")
    _line(
        page,
        f"{chance.choice(_CITIES)} | {first}.{last}{number}@example.org | +44 20 7946 0{number}",
    )
    _heading(page, "Summary")
    _line(page, f"{chance.choice(_TITLES)} with fifteen years in {chance.choice(_SKILLS)} teams.")


def _position(page: FPDF, chance: random.Random, year: int) -> None:
    end = "Present" if year == 2024 else f"Mar {year + 1}"  # noqa: PLR2004 - the first position
    company, city = chance.choice(_COMPANIES), chance.choice(_CITIES)
    _line(page, f"{chance.choice(_TITLES)}, {company}, {city}", bold=True)
    _line(page, f"Apr {year - 2} - {end}")
    for deed in chance.sample(_DEEDS, 5):
        a, b = chance.sample(_SKILLS, 2)
        _line(page, "- " + deed.format(a=a, b=b, n=chance.randrange(3, 90)) + ".")
    page.ln(6)


def _heading(page: FPDF, text: str) -> None:
    page.ln(8)
    page.set_font("Helvetica", "B", 13)
    page.cell(0, 20, text.upper(), new_x="LMARGIN", new_y="NEXT")


def _line(page: FPDF, text: str, *, bold: bool = False) -> None:
    page.set_font("Helvetica", "B" if bold else "", 10.5)
    page.multi_cell(0, 15, text, new_x="LMARGIN", new_y="NEXT")
