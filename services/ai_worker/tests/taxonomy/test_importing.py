"""ESCO and O*NET in the formats in which they are published; the rows are made up."""

import os
import zipfile
from pathlib import Path

import pytest
from hirewire_ai_worker.extraction.resume import extract_resume
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.taxonomy.check import problems_of
from hirewire_ai_worker.taxonomy.importing import SourceError, import_source
from hirewire_ai_worker.taxonomy.load import load_taxonomy

SKILLS = """conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status
KnowledgeSkillCompetence,urn:s1,knowledge,x,Python (computer programming),"Python
Pythonese",,released
KnowledgeSkillCompetence,urn:s2,skill/competence,x,tune harpsichords,"voice harpsichords
shared label",,released
KnowledgeSkillCompetence,urn:s3,skill/competence,x,care for keyboards,shared label,,released
KnowledgeSkillCompetence,urn:s4,knowledge,x,luthiery,,,released
"""
BROADER = """conceptType,conceptUri,broaderType,broaderUri
KnowledgeSkillCompetence,urn:s2,KnowledgeSkillCompetence,urn:s3
KnowledgeSkillCompetence,urn:s2,SkillGroup,urn:elsewhere
KnowledgeSkillCompetence,urn:s1,KnowledgeSkillCompetence,urn:s3
"""
OCCUPATIONS = """conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status
Occupation,urn:o1,2651,harpsichord voicer,"jack regulator
voicer of harpsichords",,released
Occupation,urn:o2,2512,software engineer,,,released
"""
TOOLS = """O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand
11-1011.00\tHarpsiSoft Studio\t43230000\tMusical temperament software\tN\tN
11-1011.00\tPython\t43232405\tObject oriented development software\tY\tN
"""
ONET_TITLES = """O*NET-SOC Code\tTitle\tDescription
49-9063.00\tKeyboard Regulators\tRegulate keyboards.
"""


@pytest.fixture
def esco(tmp_path: Path) -> Path:
    folder = tmp_path / "esco_en"
    folder.mkdir()
    (folder / "skills_en.csv").write_text(SKILLS, encoding="utf-8-sig")
    (folder / "broaderRelationsSkillPillar_en.csv").write_text(BROADER)
    (folder / "occupations_en.csv").write_text(OCCUPATIONS)
    return folder


@pytest.fixture
def onet(tmp_path: Path) -> Path:
    folder = tmp_path / "onet"
    folder.mkdir()
    (folder / "Technology Skills.txt").write_text(TOOLS)
    (folder / "Occupation Data.txt").write_text(ONET_TITLES)
    return folder


@pytest.fixture(scope="module")
def shipped():
    return load_taxonomy()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "imported"


def test_what_was_known_gets_codes_and_names_and_what_is_new_is_added(esco, onet, shipped, target):
    done = import_source([esco, onet], shipped, target)
    assert [(each.scheme, each.skills_known, each.skills_new) for each in done] == [
        ("esco", 1, 3),
        ("onet", 1, 3),
    ]
    taxonomy = load_taxonomy(imported=target)
    python = taxonomy.skills.by_name["Python"]
    assert python.external_ids == (("esco", "urn:s1"), ("onet", "43232405/Python"))
    assert "Pythonese" in python.aliases
    assert python.broader == shipped.skills.by_name["Python"].broader
    tuning = taxonomy.skills.by_name["tune harpsichords"]
    assert (tuning.kind, tuning.broader) == ("competence", ("care for keyboards",))
    assert taxonomy.codes_of("title", "Software Engineer") == {"esco": "urn:o2"}
    assert taxonomy.titles.by_name["harpsichord voicer"].family == "public_arts"
    assert taxonomy.version != shipped.version
    assert problems_of(taxonomy, taxonomy.skills.by_name.values()) == []


def test_a_label_of_two_concepts_belongs_to_neither(esco, shipped, target):
    import_source([esco], shipped, target)
    assert load_taxonomy(imported=target).skills.lexicon.get("shared label") is None


def test_an_imported_word_of_every_day_counts_in_lists_only(esco, shipped, target):
    import_source([esco], shipped, target)
    taxonomy = load_taxonomy(imported=target)

    def skills(text: str) -> set[str]:
        parsed = read_document(text.encode(), ParseLimits())
        assert isinstance(parsed, ParsedDocument)
        return {fact.name for fact in extract_resume(parsed, taxonomy).skills}

    assert "luthiery" in skills("Ada King\n\nSkills\nPython, luthiery, SQL\n")
    assert "luthiery" not in skills("Ada King\n\nProfile\nShe left luthiery for good.\n")


def test_the_same_again_changes_nothing_and_a_newer_one_replaces(esco, shipped, target):
    import_source([esco], shipped, target)
    before = {file: file.read_bytes() for file in target.rglob("*.*")}
    import_source([esco], shipped, target)
    assert {file: file.read_bytes() for file in target.rglob("*.*")} == before
    (esco / "skills_en.csv").write_text(SKILLS.replace("tune harpsichords", "tune spinets"))
    import_source([esco], shipped, target)
    names = load_taxonomy(imported=target).skills.by_name
    assert "tune spinets" in names
    assert "tune harpsichords" not in names


def test_a_zip_file_is_read_like_a_folder(esco, shipped, target, tmp_path):
    archive = tmp_path / "esco.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for table in esco.iterdir():
            file.write(table, f"classification/{table.name}")
    (done,) = import_source([archive], shipped, target)
    assert (done.skills_new, done.titles_new) == (3, 1)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("skills_en.csv", b"conceptUri,preferredLabel\nurn:s1,Python\n", "no column skillType"),
        ("skills_en.csv", b"\xff\xfe\x00", "cannot be read"),
        ("skills_en.csv", SKILLS.splitlines()[0].encode(), "neither skills nor occupations"),
        ("shopping.csv", b"milk\n", "no table of ESCO or O"),
    ],
)
def test_files_that_are_something_else_are_refused_in_words(
    tmp_path, shipped, target, name, content, told
):
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / name).write_bytes(content)
    with pytest.raises(SourceError, match=told):
        import_source([folder], shipped, target)
    assert not target.exists()


def test_a_zip_bomb_and_a_broken_file_are_refused(tmp_path, shipped, target):
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("skills_en.csv", b"0" * 30_000_000)
    with pytest.raises(SourceError, match="more than is believable"):
        import_source([bomb], shipped, target)
    bomb.write_bytes(b"no archive")
    with pytest.raises(SourceError, match="neither a folder nor a zip file"):
        import_source([bomb], shipped, target)


@pytest.mark.skipif(
    not os.environ.get("HIREWIRE_CLASSIFICATIONS"),
    reason="HIREWIRE_CLASSIFICATIONS names no folder with ESCO and O*NET as published",
)
def test_the_published_files_make_a_sound_taxonomy(shipped, target):
    folder = Path(os.environ["HIREWIRE_CLASSIFICATIONS"])
    done = import_source(
        [*sorted(folder.glob("esco_*.zip")), folder / "onet_29.2"], shipped, target
    )
    assert [each.scheme for each in done] == ["esco", "onet"]
    assert done[0].skills_known + done[0].skills_new > 13_000
    taxonomy = load_taxonomy(imported=target)
    assert problems_of(taxonomy, taxonomy.skills.by_name.values()) == []
