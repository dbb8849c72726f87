import pytest
from hirewire_ai_worker.extraction.facts import RESUME_JSON

ENGLISH = """Jane Q. Doe
Senior Backend Engineer
jane.doe@example.org | +1 (415) 555-0173 | Portland, OR | linkedin.com/in/janedoe

Summary
Backend engineer for payments.

Experience
Senior Backend Engineer, Acme Payments Inc
Mar 2021 - Present | Portland, OR
- Built services in Go and PostgreSQL on Kubernetes.
Globex Corporation
Software Engineer    Jun 2018 - Feb 2021
- Python and Kafka pipelines.

Education
M.Sc. in Computer Science, University of Porto
2016 - 2018

Skills
Go, Python, PostgreSQL, Kafka

Languages
English (native), Portuguese (B2)

Certifications
AWS Certified Developer - Associate (2022)
"""

GERMAN = """Lukas Müller
Elektroniker für Betriebstechnik
lukas.mueller@example.org
Tel. +49 221 4710 999
Köln, Deutschland

Berufserfahrung
04/2019 – heute
Elektroniker für Betriebstechnik
Domblick Technik GmbH, Köln
- Wartung und SPS-Programmierung

Ausbildung
08/2013 – 07/2016
Ausbildung Elektroniker für Betriebstechnik
Berufskolleg Deutz

Sprachen
Deutsch    Muttersprache
Englisch    B1
"""

FRENCH = """Camille Rousselot
Infirmière diplômée d'État
camille.rousselot@example.org

Expérience professionnelle
Infirmière en réanimation
Hôpital des Collines, Lyon, France
novembre 2022 – aujourd'hui
- Soins des plaies

Formation
Diplôme d'État d'infirmier
Institut de formation de Grenoble
2017 - 2020

Langues
Français (langue maternelle), anglais (B1)
"""

SPANISH = """Ana García López
Contable
ana.garcia@example.org

Experiencia laboral
Contable en Bodegas Sol S.L.
Enero de 2018 - Actualidad
- Contabilidad y cierre mensual

Formación académica
Grado en Economía, Universidad de Salamanca
2013 - 2017

Idiomas
Español: nativo
Inglés: C1
"""


def test_an_english_resume(resume):
    facts = resume(ENGLISH)
    assert facts.name.value == "Jane Q. Doe"
    assert facts.headline.canonical == "Backend Engineer"
    assert [each.value for each in facts.emails] == ["jane.doe@example.org"]
    assert [each.key for each in facts.phones] == ["+14155550173"]
    assert [(each.type, each.value) for each in facts.links] == [
        ("linkedin", "linkedin.com/in/janedoe")
    ]
    assert (facts.location.city, facts.location.country) == ("Portland", "US")
    assert [(w.title.value, w.company.value, w.start, w.end, w.current) for w in facts.work] == [
        ("Senior Backend Engineer", "Acme Payments Inc", "2021-03", None, True),
        ("Software Engineer", "Globex Corporation", "2018-06", "2021-02", False),
    ]
    (study,) = facts.education
    assert (study.degree.canonical, study.level, study.field.canonical) == (
        "Master of Science",
        7,
        "Computer Science",
    )
    assert (study.school.value, study.start, study.end) == ("University of Porto", "2016", "2018")
    assert [(each.code, each.level) for each in facts.languages] == [("en", "native"), ("pt", "B2")]
    (held,) = facts.certificates
    assert (held.canonical, held.date) == ("AWS Certified Developer", "2022")
    assert facts.years_of_experience == 8.5
    assert facts.seniority == "senior"
    assert facts.summary.value == "Backend engineer for payments."


def test_a_german_resume(resume):
    facts = resume(GERMAN, "de")
    assert facts.name.value == "Lukas Müller"
    assert [each.key for each in facts.phones] == ["+492214710999"]
    (work,) = facts.work
    assert (work.title.canonical, work.company.value) == ("Electrician", "Domblick Technik GmbH")
    assert (work.location.city, work.start, work.current) == ("Cologne", "2019-04", True)
    (study,) = facts.education
    assert (study.level, study.school.value) == (4, "Berufskolleg Deutz")
    assert [(each.code, each.level) for each in facts.languages] == [("de", "native"), ("en", "B1")]
    assert "PLC programming" in {skill.name for skill in facts.skills}


def test_a_french_resume(resume):
    facts = resume(FRENCH, "fr")
    (work,) = facts.work
    assert (work.title.canonical, work.company.value) == (
        "Registered Nurse",
        "Hôpital des Collines",
    )
    assert (work.start, work.current) == ("2022-11", True)
    (study,) = facts.education
    assert (study.degree.canonical, study.level) == ("Bachelor of Nursing", 6)
    assert [(each.code, each.level) for each in facts.languages] == [("fr", "native"), ("en", "B1")]


def test_a_spanish_resume(resume):
    facts = resume(SPANISH, "es")
    assert facts.name.value == "Ana García López"
    (work,) = facts.work
    assert (work.title.canonical, work.company.value) == ("Accountant", "Bodegas Sol S.L.")
    assert (work.start, work.current) == ("2018-01", True)
    (study,) = facts.education
    assert (study.level, study.field.canonical) == (6, "Economics")
    assert [(each.code, each.level) for each in facts.languages] == [("es", "native"), ("en", "C1")]


def test_nothing_is_invented(resume):
    facts = resume("The quick brown fox jumps over the lazy dog, again and again, all day long.\n")
    assert facts.name is None
    assert facts.location is None
    assert (facts.work, facts.education, facts.skills, facts.emails) == ((), (), (), ())
    assert facts.years_of_experience is None


def test_overlapping_positions_are_counted_once(resume):
    facts = resume(
        "Jane Doe\n\nExperience\nEngineer, Acme Inc\n01/2015 - 12/2018\n- a\n"
        "Analyst, Globex Inc\n01/2017 - 12/2019\n- b\n"
    )
    assert facts.years_of_experience == 5.0


def test_without_a_date_of_today_the_document_sets_the_end(resume):
    text = (
        "Jane Doe\n\nExperience\nEngineer, Acme Inc\n01/2018 - present\n- a\n"
        "Analyst, B Inc\n01/2015 - 12/2017\n"
    )
    assert resume(text, today=None).years_of_experience == 3.1


def test_positions_under_one_employer_share_it(resume):
    facts = resume(
        "Jane Doe\n\nExperience\nAcme Corporation\nSenior Engineer    2019 - 2021\n- Led things\n"
        "Junior Engineer    2017 - 2019\n- Did things\n"
    )
    assert [work.company.value for work in facts.work] == ["Acme Corporation", "Acme Corporation"]
    assert facts.work[1].company.confidence < facts.work[0].company.confidence


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, FRENCH, SPANISH])
def test_facts_survive_json_and_repetition(resume, text):
    facts = resume(text)
    assert resume(text) == facts
    assert RESUME_JSON.validate_json(RESUME_JSON.dump_json(facts)) == facts
    assert facts.extractor.startswith("local-")
