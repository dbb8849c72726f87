import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hirewire_cli.offline import Workbench, ranking
from hirewire_contracts.jobs import JobDetails

SAMPLES = Path(__file__).parents[2] / "deploy" / "samples"
TRUTH = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
NAMES = [Path(job["file"]).stem for job in TRUTH["jobs"]]


@pytest.fixture(scope="session")
def bench(tmp_path_factory: Any) -> Workbench:
    return Workbench.load(tmp_path_factory.mktemp("model"), 1, datetime(2026, 11, 20, tzinfo=UTC))


@pytest.fixture(scope="session")
def people(bench: Workbench) -> Any:
    files = sorted((SAMPLES / "resumes").iterdir())
    return [bench.candidate(file.stem, file.read_bytes()) for file in files]


@pytest.fixture(scope="session")
def ranked(bench: Workbench, people: Any) -> Any:
    return {Path(job["file"]).stem: ranking(_opening(bench, job), people) for job in TRUTH["jobs"]}


def _opening(bench: Workbench, job: Any) -> Any:
    file = SAMPLES / "job_files" / job["file"]
    if file.suffix != ".json":
        return bench.job(file.stem, file.read_bytes())
    raw = json.loads(file.read_text(encoding="utf-8"))
    details = JobDetails.model_validate(raw.get("data", {}).get("job", raw), extra="ignore")
    text = details.description.encode()
    return bench.job(file.stem, text, details.title, details.skills_required)


def _verdicts(one: Any, kind: str) -> Any:
    return {
        row.requirement.name: row for row in one.ledger.verdicts if row.requirement.kind == kind
    }


@pytest.mark.parametrize("job", TRUTH["jobs"], ids=NAMES)
def test_the_strong_come_first_and_before_all_who_are_not_listed(ranked: Any, job: Any) -> None:
    order = [one.ledger.candidate_id for one in ranked[Path(job["file"]).stem]]
    unlisted = [name for name in order if name not in (*job["strong"], *job["partial"])]
    assert order[0] in job["strong"]
    assert max(map(order.index, job["strong"])) < min(map(order.index, unlisted))


@pytest.mark.parametrize("job", TRUTH["jobs"], ids=NAMES)
def test_the_partly_fitting_come_before_most_others(ranked: Any, job: Any) -> None:
    order = [one.ledger.candidate_id for one in ranked[Path(job["file"]).stem]]
    assert max(map(order.index, job["partial"])) <= len(job["strong"]) + len(job["partial"]) + 2


def test_what_an_ad_does_not_ask_for_is_no_requirement(ranked: Any) -> None:
    site_reliability = _verdicts(ranked["5-site-reliability-engineer"][0], "skill")
    assert {"Kubernetes", "Go", "Python", "Linux"} <= set(site_reliability)
    assert not {"Programming", "Reservation systems"} & set(site_reliability)
    assert "Programming" not in _verdicts(ranked["6-industrial-electrician"][0], "skill")


def test_school_is_no_training_in_a_trade(ranked: Any) -> None:
    by_name = {one.ledger.candidate_id: one for one in ranked["6-industrial-electrician"]}
    (school,) = _verdicts(by_name["marcus-feld"], "education").values()
    (training,) = _verdicts(by_name["lukas-brandstetter"], "education").values()
    assert (school.verdict, school.evidence[0].quote[:16]) == ("not_met", "Secondary school")
    assert training.verdict == "met"


def test_a_city_is_itself_in_every_spelling(ranked: Any) -> None:
    by_name = {one.ledger.candidate_id: one for one in ranked["6-industrial-electrician"]}
    (place,) = _verdicts(by_name["lukas-brandstetter"], "location").values()
    assert place.verdict == "met", place.reason


def _write(folder: Path, name: str, *rows: Any) -> str:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(folder / name)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    jobs = _write(
        tmp_path,
        "jobs.jsonl",
        {"id": 7, "text": "Baker\n\nRequirements\n- Baking\n- 3 years of experience"},
        {"id": "dev", "title": "Python Developer", "skills": ["Python", "Django"], "text": ""},
    )
    people = _write(
        tmp_path,
        "people.jsonl",
        {"id": "b", "text": "Ann Lee\nBaker\n\nSkills\nBaking, Pastry"},
        {"id": "p", "title": "Web Developer", "skills": ["FastAPI"], "text": "Bo Ek\nDeveloper"},
    )
    cache = str(tmp_path / "model")
    return ["rank", "--jobs", jobs, "--candidates", people, "--model-cache", cache]


async def test_lines_of_jobs_become_lines_of_rankings(hirewire: Any, files: list[str]) -> None:
    answer = await hirewire(*files)
    assert answer.exit_code == 0, answer.output
    baker, developer = map(json.loads, answer.stdout.splitlines())
    assert (baker["job_id"], developer["job_id"]) == ("7", "dev")
    assert [one["candidate_id"] for one in baker["ranking"]] == ["b", "p"]
    assert [one["candidate_id"] for one in developer["ranking"]] == ["p", "b"]
    python = next(
        row for row in developer["ranking"][0]["verdicts"] if row["requirement"] == "Python"
    )
    assert python["verdict"] == "partial"
    assert "evidence" not in python
    again = await hirewire(*files, "--threads", "2")
    assert again.stdout == answer.stdout


async def test_an_explanation_carries_what_the_score_is_made_of(
    hirewire: Any, files: list[str]
) -> None:
    answer = await hirewire(*files, "--explain", "--top", "1")
    baker = json.loads(answer.stdout.splitlines()[0])
    (best,) = baker["ranking"]
    known = [row for row in best["verdicts"] if row["verdict"] != "unknown"]
    score = sum(row["contribution"] for row in known) / sum(row["weight"] for row in known)
    assert best["score"] == round(score, 6)
    quotes = [place["quote"] for row in known for place in row["evidence"]]
    assert "Baking" in quotes


async def test_a_bad_line_is_named(hirewire: Any, files: list[str], tmp_path: Path) -> None:
    _write(tmp_path, "jobs.jsonl", {"id": "x", "text": "Baker"}, "{")
    answer = await hirewire(*files)
    assert answer.exit_code == 1
    assert "jobs.jsonl:2" in answer.output


async def test_titles_rank_the_whole_corpus(hirewire: Any, tmp_path: Path) -> None:
    queries = _write(tmp_path, "q.txt", "Registered nurse", "Programmer")
    corpus = _write(tmp_path, "c.txt", "Software developer", "Staff nurse", "Baker")
    cache = ("--model-cache", str(tmp_path / "model"))
    answer = await hirewire("rank", "titles", "--queries", queries, "--corpus", corpus, *cache)
    assert answer.exit_code == 0, answer.output
    nurse, programmer = map(json.loads, answer.stdout.splitlines())
    assert (nurse["query"], nurse["ranking"][0]) == ("Registered nurse", "Staff nurse")
    assert programmer["ranking"][0] == "Software developer"
    assert sorted(nurse["ranking"]) == ["Baker", "Software developer", "Staff nurse"]
