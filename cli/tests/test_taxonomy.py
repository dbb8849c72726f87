import json

from hirewire_cli.main import app
from typer.testing import CliRunner

run = CliRunner().invoke
HEAD = "conceptType,conceptUri,skillType,preferredLabel,altLabels,hiddenLabels"


def test_import_stats_check_and_export(tmp_path):
    (tmp_path / "skills_en.csv").write_text(f"{HEAD}\nKnowledge,urn:1,knowledge,lute lore,,\n")
    into = str(tmp_path / "imported")
    done = run(app, ["taxonomy", "import", str(tmp_path / "skills_en.csv"), "--into", into])
    assert done.exit_code == 2
    assert "neither a folder nor a zip file" in done.stderr
    done = run(app, ["taxonomy", "import", str(tmp_path), "--into", into])
    assert done.exit_code == 0
    assert "esco: 1 skills and 0 titles more" in done.stdout
    counted = run(app, ["taxonomy", "stats", "--dir", into, "--json"])
    counts = {line["what"]: line for line in map(json.loads, counted.stdout.splitlines())}
    assert counts["skills: knowledge"]["imported"] == 1
    assert counts["titles"]["imported"] == 0
    assert run(app, ["taxonomy", "check", "--dir", into]).exit_code == 0
    exported = run(app, ["taxonomy", "export", "--dir", into]).stdout.splitlines()
    (lute,) = (row for row in map(json.loads, exported) if row["name"] == "lute lore")
    assert lute["external_ids"] == [["esco", "urn:1"]]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    done = run(app, ["taxonomy", "check", "--dir", str(tmp_path / "none")])
    assert done.exit_code == 2
    assert "there is no such folder" in done.stderr
