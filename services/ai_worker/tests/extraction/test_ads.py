import pytest
from hirewire_ai_worker.extraction.facts import JOB_JSON

ENGLISH = """Senior Backend Engineer (m/f/d)
Company: Marisol Freight Ltd
Location: Lisbon, Portugal
Employment type: Full-time

About us
We use Salesforce and have 20 years of history in our market.

What you will do
- Build services with FastAPI and RabbitMQ.

Requirements
- At least 5 years of professional experience with Python.
- PostgreSQL beyond the ORM.
- Terraform would be a plus.
- No experience with Kafka is required.
- Bachelor's degree in computer science or mathematics.
- English at C1 level.

Nice to have
- Kubernetes and Redis
- Portuguese

What we offer
Remote within Portugal. Salary 62,000 to 78,000 EUR a year. Excel training, free Slack.
"""

GERMAN = """Industrieelektriker (m/w/d)

Die Domblick GmbH sucht einen Elektriker in Köln.

Dein Profil
- Abgeschlossene Ausbildung als Elektriker
- Mindestens drei Jahre Berufserfahrung
- SPS-Programmierung
- Von Vorteil: EPLAN
- Deutsch fließend

Wir bieten
Vollzeit, unbefristet, 24,50 - 29,00 € pro Stunde, vor Ort
"""


def split(facts):
    required = {skill.name for skill in facts.skills if skill.required}
    return required, {skill.name for skill in facts.skills if not skill.required}


def test_an_english_ad(ad):
    facts = ad(ENGLISH)
    required, preferred = split(facts)
    assert (facts.title.value, facts.title.canonical) == (
        "Senior Backend Engineer",
        "Backend Engineer",
    )
    assert facts.seniority == "senior"
    assert facts.company.value == "Marisol Freight Ltd"
    assert [(each.city, each.country) for each in facts.locations] == [("Lisbon", "PT")]
    assert facts.employment_type.value == "full_time"
    assert facts.workplace_type.value == "remote"
    salary = facts.salary
    assert (salary.minimum, salary.maximum, salary.currency, salary.interval) == (
        62000,
        78000,
        "EUR",
        "year",
    )
    assert (facts.experience.minimum, facts.experience.required) == (5, True)
    assert (facts.degree.level, facts.degree.required) == (6, True)
    assert [each.canonical for each in facts.degree.fields] == ["Computer Science", "Mathematics"]
    assert {"Python", "PostgreSQL", "FastAPI", "RabbitMQ"} <= required
    assert preferred == {"Terraform", "Kubernetes", "Redis"}
    assert not {"Salesforce", "Microsoft Excel", "Slack", "Apache Kafka"} & (required | preferred)
    assert [skill.years for skill in facts.skills if skill.name == "Python"] == [5]
    assert [(each.code, each.level, each.required) for each in facts.languages] == [
        ("en", "C1", True),
        ("pt", None, False),
    ]


def test_a_german_ad(ad):
    facts = ad(GERMAN, "de")
    required, preferred = split(facts)
    assert facts.title.value == "Industrieelektriker"
    assert facts.title.canonical == "Electrician"
    assert [each.country for each in facts.locations] == ["DE"]
    assert (facts.employment_type.value, facts.workplace_type.value) == ("full_time", "on_site")
    assert (facts.salary.minimum, facts.salary.maximum, facts.salary.interval) == (
        24.5,
        29.0,
        "hour",
    )
    assert facts.experience.minimum == 3
    assert facts.degree.level == 4
    assert "PLC programming" in required
    assert preferred == {"EPLAN"}
    assert [(each.code, each.level) for each in facts.languages] == [("de", "C1")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Salary: €60.000 - €75.000 per year", (60000, 75000, "EUR", "year")),
        ("We pay 60-75k € p.a.", (60000, 75000, "EUR", "year")),
        ("Pay: $25.50/hour", (25.5, None, "USD", "hour")),
        ("Rémunération : 45 000 € brut annuel", (45000, None, "EUR", "year")),
        ("Gehalt 4.200 CHF im Monat", (4200, None, "CHF", "month")),
        ("Salario: 18000/21000€ bruto/año", (18000, 21000, "EUR", "year")),
    ],
)
def test_salaries(ad, line, expected):
    salary = ad(f"Engineer\n\n{line}\n").salary
    assert (salary.minimum, salary.maximum, salary.currency, salary.interval) == expected


@pytest.mark.parametrize(
    "line", ["Revenue of €50 million a year", "A budget of 5000 euros", "Salary: attractive"]
)
def test_other_sums_are_no_salary(ad, line):
    assert ad(f"Engineer\n\n{line}\n").salary is None


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Hybrid, two days a week at home", "hybrid"),
        ("100% remote", "remote"),
        ("No remote work; on-site", "on_site"),
    ],
)
def test_workplaces(ad, line, value):
    assert ad(f"Engineer\n\n{line}\n").workplace_type.value == value


@pytest.mark.parametrize(
    ("line", "minimum", "maximum", "required"),
    [
        ("3-5 years of experience in sales", 3, 5, True),
        ("Mindestens drei Jahre Berufserfahrung", 3, None, True),
        ("au moins 2 ans d'expérience", 2, None, True),
        ("two years of experience are a plus", 2, None, False),
    ],
)
def test_years_of_experience(ad, line, minimum, maximum, required):
    fact = ad(f"Engineer\n\nRequirements\n- {line}\n").experience
    assert (fact.minimum, fact.maximum, fact.required) == (minimum, maximum, required)


def test_nothing_is_invented(ad):
    facts = ad("Subscribe to our newsletter and never miss a thing again.\n")
    assert (facts.title, facts.company, facts.salary, facts.experience, facts.degree) == (None,) * 5
    assert (facts.skills, facts.locations, facts.languages) == ((), (), ())


def test_facts_survive_json(ad):
    facts = ad(ENGLISH)
    assert JOB_JSON.validate_json(JOB_JSON.dump_json(facts)) == facts


def test_what_is_nice_to_have_is_in_no_city(ad):
    asked = "Data Engineer\n\nMust have Python. Nice to have: Kafka. Office in {city}, France."
    assert [place.city for place in ad(asked.format(city="Lyon")).locations] == ["Lyon"]
    assert [place.city for place in ad(asked.format(city="Nice")).locations] == ["Nice"]
