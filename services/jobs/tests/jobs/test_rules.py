from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hirewire_contracts.documents import JobFacts, Requirement
from hirewire_contracts.jobs import JobAction, JobDetails, JobStatus
from hirewire_contracts.settlement import FieldError
from hirewire_contracts.values import Salary
from hirewire_jobs.jobs.rules import (
    TRANSITIONS,
    Refusal,
    details_from,
    faults,
    move,
    revise_job,
    title_from,
)
from hirewire_jobs.revision import Revision

NOW = datetime(2026, 11, 20, tzinfo=UTC)
TABLE: dict[JobStatus, dict[JobAction, str]] = {
    "draft": {"publish": "open", "archive": "archived"},
    "open": {"publish": "open", "hold": "on_hold", "close": "closed", "reopen": "open"},
    "on_hold": {"hold": "on_hold", "close": "closed", "reopen": "open", "archive": "archived"},
    "closed": {"close": "closed", "reopen": "open", "archive": "archived"},
    "archived": {"archive": "archived"},
}


@pytest.mark.parametrize("status", get_args(JobStatus))
@pytest.mark.parametrize("action", get_args(JobAction))
def test_each_action_in_each_status(status: JobStatus, action: JobAction) -> None:
    outcome = move(status, action, None, NOW)
    if action in TABLE[status]:
        assert outcome == TABLE[status][action]
    else:
        assert isinstance(outcome, Refusal)
        assert outcome.code == "invalid_transition"


def test_every_action_has_its_transition() -> None:
    assert set(TRANSITIONS) == set(get_args(JobAction))


@pytest.mark.parametrize(
    ("status", "action", "sentence"),
    [
        ("draft", "close", "A draft job cannot be closed. Archive it instead."),
        ("on_hold", "publish", "An on hold job cannot be published. Reopen it instead."),
        ("open", "archive", "An open job cannot be archived. Close it first."),
        ("archived", "reopen", "An archived job cannot be reopened."),
    ],
)
def test_a_refusal_says_what_to_do(status: JobStatus, action: JobAction, sentence: str) -> None:
    assert move(status, action, None, NOW) == Refusal("invalid_transition", sentence)


@pytest.mark.parametrize(("status", "action"), [("draft", "publish"), ("closed", "reopen")])
def test_a_job_opens_only_before_its_closing_date(status: JobStatus, action: JobAction) -> None:
    assert move(status, action, NOW + timedelta(seconds=1), NOW) == "open"
    refusal = move(status, action, NOW, NOW)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "closing_date_passed"
    assert move("open", "close", NOW, NOW) == "closed"


@pytest.mark.parametrize(
    ("low", "high", "fine"),
    [(1, 2, True), (2, 2, True), (None, 1, True), (3, None, True), (3, 2, False)],
)
def test_a_salary_ends_above_its_start(
    low: float | None, high: float | None, *, fine: bool
) -> None:
    details = JobDetails(title="Cook", salary=Salary(min=low, max=high, currency="EUR"))
    assert [fault.pointer for fault in faults(details)] == ([] if fine else ["/salary/max"])


def test_a_revision_replaces_only_what_it_names() -> None:
    current = JobDetails(title="Cook", company="Bistro", tags=("food",))
    revision = revise_job(current, {"title": "Chef", "company": None, "tags": ["food"]})
    assert isinstance(revision, Revision)
    assert revision.details == JobDetails(title="Chef", tags=("food",))
    assert revision.changed == ("title", "company")


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"title": ""}, ["/title"]),
        ({"title": None}, ["/title"]),
        ({"status": "open"}, ["/status"]),
        ({"workspace_id": "x", "a/b~c": 1}, ["/workspace_id", "/a~1b~0c"]),
        ({"salary": {"min": -1, "currency": "euro"}}, ["/salary/min", "/salary/currency"]),
        ({"salary": {"min": 5, "max": 4, "currency": "EUR"}}, ["/salary/max"]),
        ({"tags": ["fine", ""]}, ["/tags/1"]),
        ({"closes_at": "2026-11-20T10:00:00"}, ["/closes_at"]),
    ],
)
def test_a_bad_revision_points_at_each_fault(
    changes: dict[str, object], pointers: list[str]
) -> None:
    errors = revise_job(JobDetails(title="Cook"), changes)  # type: ignore[arg-type]
    assert isinstance(errors, tuple)
    assert all(isinstance(error, FieldError) and error.detail for error in errors)
    assert [error.pointer for error in errors] == pointers


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("senior_backend-engineer.pdf", "senior backend engineer"),
        ("Köchin (m_w_d).docx", "Köchin (m w d)"),
        (".pdf", ".pdf"),
        ("___.pdf", "Untitled job"),
        ("", "Untitled job"),
        (None, "Untitled job"),
        ("x" * 400 + ".pdf", "x" * 300),
    ],
)
def test_a_title_from_a_file_name(name: str | None, title: str) -> None:
    assert title_from(name) == title
    assert JobDetails(title=title_from(name)).title == title


def test_an_ad_without_details_gives_its_skills() -> None:
    requirements = (
        Requirement(kind="skill", name="Python"),
        Requirement(kind="skill", name="Python"),
        Requirement(kind="skill", name="Go", required=False),
        Requirement(kind="education", name="Bachelor"),
    )
    details = details_from(JobFacts(requirements=requirements), "ad.pdf")
    assert details == JobDetails(title="ad", skills_required=("Python",), skills_preferred=("Go",))


def test_an_ad_keeps_its_own_lists_and_loses_an_impossible_salary() -> None:
    job = JobDetails(
        title="Cook", skills_required=("Baking",), salary=Salary(min=9, max=1, currency="EUR")
    )
    facts = JobFacts(job=job, requirements=(Requirement(kind="skill", name="Frying"),))
    assert details_from(facts, None) == JobDetails(title="Cook", skills_required=("Baking",))
