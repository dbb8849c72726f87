import json
from pathlib import Path
from typing import Any

from hirewire_cli.main import app
from typer.testing import CliRunner

SAMPLES = Path(__file__).parents[2] / "deploy" / "samples"


def lines_of(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, ["extract", *arguments])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def evidence_in(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for item in value for found in evidence_in(item)]
    if isinstance(value, dict):
        own = value.get("evidence", [])
        return [*own, *(found for item in value.values() for found in evidence_in(item))]
    return []


def test_facts_stand_where_their_evidence_says() -> None:
    code, [found] = lines_of(str(SAMPLES / "resumes" / "ines-carvalho.pdf"))
    assert (code, found["status"], found["language"]) == (0, "done", "en")
    assert found["facts"]["candidate"]["last_name"] == "Carvalho"
    places = evidence_in(found["facts"])
    assert len(places) > 5
    for place in places:
        assert found["text"][place["start"] : place["end"]] == place["quote"]


def test_a_file_that_cannot_be_read_does_not_stop_the_others() -> None:
    files = (SAMPLES / "broken" / "encrypted.pdf", SAMPLES / "resumes" / "marcus-feld.txt")
    code, found = lines_of(*map(str, files))
    assert code == 1
    assert [line["status"] for line in found] == ["failed", "done"]
    assert found[0]["failure"]["code"] == "encrypted"


def test_a_job_ad_has_requirements() -> None:
    ad = SAMPLES / "job_files" / "5-site-reliability-engineer.docx"
    code, [found] = lines_of("--kind", "job", str(ad))
    assert code == 0
    assert found["facts"]["requirements"]


def test_a_file_that_is_not_there_is_named() -> None:
    result = CliRunner().invoke(app, ["extract", "nowhere.pdf"])
    assert result.exit_code == 2
    assert "nowhere.pdf" in result.stderr
