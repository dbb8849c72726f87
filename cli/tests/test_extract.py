import json
from pathlib import Path
from typing import Any

from hirewire_cli.main import app
from typer.testing import CliRunner

SAMPLES = Path(__file__).parents[2] / "deploy" / "samples"
FIELDS = [
    *("id", "status", "failure", "language", "text", "profile", "entities", "relationships"),
    *("flags", "extractor", "seconds"),
]
LINES = (
    {"id": "a", "kind": "job", "text": "We need Python and Kubernetes for our platform team."},
    {"id": 7, "text": "Jane Example\n\nSKILLS\nPython, Docker", "kind": "resume"},
    {"id": "bad"},
    {"id": "empty", "text": ""},
)


def run(*arguments: str, stdin: str | None = None) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, ["extract", *arguments], input=stdin)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def assert_stands(record: dict[str, Any]) -> None:
    places = [
        *record["entities"],
        *(place for each in record["relationships"] for place in each["evidence"]),
    ]
    assert len(places) > 5
    for place in places:
        assert record["text"][place["start"] : place["end"]] == place["quote"]
        assert place["page"] >= 1


def test_facts_stand_where_their_evidence_says() -> None:
    code, [record] = run("--json", str(SAMPLES / "resumes" / "ines-carvalho.pdf"))
    assert (code, record["status"], record["language"]) == (0, "done", "en")
    assert list(record) == FIELDS
    assert record["profile"]["name"].endswith("Carvalho")
    assert record["profile"]["work"][0].keys() == {"title", "company", "start", "end", "current"}
    assert_stands(record)


def test_a_file_that_cannot_be_read_does_not_stop_the_others() -> None:
    files = (SAMPLES / "broken" / "encrypted.pdf", SAMPLES / "resumes" / "marcus-feld.txt")
    code, records = run("--json", "--workers", "2", *map(str, files))
    assert code == 1
    assert [record["id"] for record in records] == [*map(str, files)]
    assert [record["status"] for record in records] == ["failed", "done"]
    assert [list(record) for record in records] == [FIELDS, FIELDS]
    assert records[0]["failure"]["code"] == "encrypted"


def test_a_job_ad_has_requirements() -> None:
    ad = SAMPLES / "job_files" / "5-site-reliability-engineer.docx"
    code, [record] = run("--json", "--kind", "job", str(ad))
    assert code == 0
    assert record["profile"]["skills_required"]
    assert {each["predicate"] for each in record["relationships"]} >= {"requires_skill"}
    kinds = {each["skill_type"] for each in record["entities"] if each["type"] == "skill"}
    assert "knowledge" in kinds


def test_lines_are_answered_in_order_each_by_one_line() -> None:
    stdin = "".join(json.dumps(line) + "\n" for line in LINES) + "no json\n"
    code, records = run("--jsonl", "--workers", "2", stdin=stdin)
    assert code == 1
    assert [record["id"] for record in records] == ["a", "7", "bad", "empty", "line 5"]
    failures = [record["failure"] and record["failure"]["code"] for record in records]
    assert failures == [None, None, "invalid_input", "empty", "invalid_input"]
    assert {"Python", "Kubernetes"} <= {each["canonical_name"] for each in records[0]["entities"]}
    assert records[1]["profile"]["skills"] == ["Python", "Docker"]


def test_people_get_a_summary() -> None:
    files = (SAMPLES / "resumes" / "marcus-feld.txt", SAMPLES / "broken" / "encrypted.pdf")
    result = CliRunner().invoke(app, ["extract", *map(str, files)])
    assert "Marcus Feld" in result.stdout
    assert "encrypted: " in result.stdout


def test_a_file_that_is_not_there_is_named() -> None:
    result = CliRunner().invoke(app, ["extract", "nowhere.pdf"])
    assert result.exit_code == 2
    assert "nowhere.pdf" in result.stderr


def test_files_or_lines_must_be_given() -> None:
    assert CliRunner().invoke(app, ["extract"]).exit_code == 2
