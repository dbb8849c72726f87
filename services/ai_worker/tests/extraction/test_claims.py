from hirewire_ai_worker.extraction.claims import graph_facts
from hirewire_ai_worker.extraction.organizations import organization_key

RESUME = """Jane Doe
jane.doe@example.org | Berlin, Germany

Experience
Senior Engineer, Acme Inc.
2019 - Present
- Python. No experience with Perl.
Engineer, Acme
2015 - 2019
- Python and SQL

Education
BSc in Physics, University of Bonn
2011 - 2015

Languages
German (native)

Certifications
Certified ScrumMaster (2020)
"""

AD = """Data Engineer

Requirements
- Python
- German at B2 level
- Bachelor's degree in physics
- Certified ScrumMaster is a plus

Nice to have
- SQL
"""


def said(relationships, predicate):
    return [
        (each.object_type, each.object_key) for each in relationships if each.predicate == predicate
    ]


def test_a_resume_speaks_of_its_person(resume):
    _entities, relationships = graph_facts(resume(RESUME))
    assert ("skill", "python") in said(relationships, "has_skill")
    assert said(relationships, "worked_at") == [("organization", "acme"), ("organization", "acme")]
    assert [key for _, key in said(relationships, "held_title")][:1] == ["senior-engineer"]
    assert said(relationships, "studied_at") == [("school", "university-of-bonn")]
    assert said(relationships, "has_degree") == [("degree", "bachelor-of-science")]
    assert said(relationships, "speaks") == [("language", "de")]
    assert said(relationships, "certified") == [("certificate", "certified-scrummaster")]
    assert said(relationships, "located_in") == [("location", "de-berlin")]
    degree = next(each for each in relationships if each.predicate == "has_degree")
    assert degree.attributes == {"since": "2011", "until": "2015", "level": 6, "field": "Physics"}


def test_entities_are_told_once_with_all_their_evidence(resume):
    entities, relationships = graph_facts(resume(RESUME))
    places = [(entity.type, entity.key) for entity in entities]
    assert len(places) == len(set(places))
    assert {(each.object_type, each.object_key) for each in relationships} <= set(places)
    acme = next(entity for entity in entities if entity.type == "organization")
    assert len(acme.evidence) == 2


def test_negated_skills_stay_negated(resume):
    _, relationships = graph_facts(resume(RESUME))
    perl = next(each for each in relationships if each.object_key == "perl")
    assert perl.negated


def test_an_ad_asks(ad):
    entities, relationships = graph_facts(ad(AD))
    assert said(relationships, "requires_skill") == [("skill", "python")]
    assert said(relationships, "prefers_skill") == [("skill", "sql")]
    asked = {each.predicate: each.attributes for each in relationships}
    assert asked["speaks"] == {"level": "B2", "required": True}
    assert asked["has_degree"] == {"required": True, "level": 6}
    assert asked["certified"]["required"] is False
    assert ("title", "data-engineer") in [(entity.type, entity.key) for entity in entities]


def test_legal_forms_do_not_make_another_company():
    names = ["Acme", "Acme Inc.", "ACME, Inc", "Acme GmbH", "Acme S.A.", "Acme Pty Ltd"]
    assert {organization_key(name) for name in names} == {"acme"}
    assert organization_key("GmbH") == "gmbh"
