"""The committed samples are what the generator writes, and say what truth.json claims."""

import html
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from hirewire_contracts.jobs import JobDetails

SAMPLES = Path(__file__).parents[1]
WRITTEN = ("resumes", "job_files", "broken", "truth.json")
TRUTH = json.loads((SAMPLES / "truth.json").read_text("utf-8"))
RESUMES = {resume["file"]: resume for resume in TRUTH["resumes"]}
JOBS = {job["file"]: job for job in TRUTH["jobs"]}


def files_below(root: Path) -> dict[str, bytes]:
    paths = [path for name in WRITTEN for path in (root / name, *(root / name).rglob("*"))]
    return {str(path.relative_to(root)): path.read_bytes() for path in paths if path.is_file()}


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def docx_text(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if re.match(r"word/(document|header)", name)]
        source = " ".join(archive.read(name).decode() for name in parts)
    return html.unescape(re.sub(r"<[^>]+>", " ", source))


def text_of(path: Path) -> str:
    match path.suffix:
        case ".pdf":
            text = pdf_text(path)
        case ".docx":
            text = docx_text(path)
        case ".html":
            text = html.unescape(re.sub(r"<[^>]+>", " ", path.read_text("utf-8")))
        case _:
            text = path.read_text("utf-8")
    return " ".join(text.split())


def coverage(job: dict, resume: dict) -> float:
    required = set(job["skills_required"])
    return len(required & set(resume["skills_in_english"])) / len(required)


def test_generator_writes_the_committed_bytes(tmp_path):
    generator = [sys.executable, SAMPLES / "generate.py", "--out", tmp_path]
    subprocess.run(generator, check=True, capture_output=True)
    made, committed = files_below(tmp_path), files_below(SAMPLES)
    assert made.keys() == committed.keys()
    assert [name for name in made if made[name] != committed[name]] == []
    assert sum(map(len, committed.values())) < 1_500_000


def test_formats_and_layouts_are_the_promised_ones():
    suffixes = [Path(name).suffix for name in RESUMES]
    sidebars = [resume for resume in RESUMES.values() if resume["layout"].startswith("sidebar")]
    assert len(sidebars) >= 3
    assert suffixes.count(".pdf") - len(sidebars) >= 4
    assert suffixes.count(".docx") >= 3
    assert suffixes.count(".txt") >= 2
    assert suffixes.count(".html") >= 2
    assert suffixes.count(".md") >= 1
    assert {resume["language"] for resume in RESUMES.values()} == {"en", "de", "fr"}


@pytest.mark.parametrize("name", RESUMES)
def test_each_stated_fact_stands_in_the_file(name):
    resume = RESUMES[name]
    text = unicodedata.normalize("NFC", text_of(SAMPLES / "resumes" / name)).casefold()
    lists = (
        "emails",
        "phones",
        "links",
        "skills",
        "titles",
        "employers",
        "schools",
        "certificates",
    )
    facts = [resume["name"], resume["headline"] or "", resume["location"] or ""]
    facts += [fact for key in lists for fact in resume[key]]
    facts += [
        fact for language in resume["languages"] for fact in (language["name"], language["level"])
    ]
    assert [fact for fact in facts if fact.casefold() not in text] == []


def test_addresses_cannot_belong_to_anyone():
    mails = [mail for resume in RESUMES.values() for mail in resume["emails"]]
    links = [link.split("/")[2] for resume in RESUMES.values() for link in resume["links"]]
    assert all(re.search(r"@(example\.org|[a-z-]+\.example)$", mail) for mail in mails)
    assert all(link.endswith(".example") for link in links)
    assert len(mails) == len(set(mails))


@pytest.mark.parametrize("name", JOBS)
def test_each_job_has_strong_partial_and_weak_candidates(name):
    job = JOBS[name]
    covered = {Path(file).stem: coverage(job, resume) for file, resume in RESUMES.items()}
    assert job["strong"]
    assert job["partial"]
    assert all(covered[person] >= 0.9 for person in job["strong"])
    assert all(covered[person] >= 0.4 for person in job["partial"])
    others = covered.keys() - set(job["strong"]) - set(job["partial"])
    assert len(others) > 5
    assert all(covered[person] < 0.4 for person in others)


@pytest.mark.parametrize("name", [name for name in JOBS if name.endswith(".json")])
def test_job_bodies_are_complete_and_valid(name):
    details = JobDetails.model_validate_json((SAMPLES / "job_files" / name).read_bytes())
    assert set(JobDetails.model_fields) - details.model_fields_set == {"closes_at"}
    assert details.salary.min < details.salary.max


def test_jobs_come_by_three_ways():
    ways = [job["delivery"] for job in JOBS.values()]
    assert (ways.count("rest"), ways.count("upload"), ways.count("message")) == (4, 1, 1)


def test_job_upload_states_its_skills():
    (name,) = [file for file, job in JOBS.items() if job["delivery"] == "upload"]
    text = text_of(SAMPLES / "job_files" / name).casefold()
    named = [*JOBS[name]["skills_required"], *JOBS[name]["skills_preferred"]]
    assert [skill for skill in named if skill.casefold() not in text] == []


def test_broken_files_are_unreadable_for_their_reasons():
    broken = SAMPLES / "broken"
    assert (broken / "empty.pdf").read_bytes() == b""
    assert pdf_text(broken / "scanned.pdf") == ""
    with pytest.raises(pypdfium2.PdfiumError, match=r"[Pp]assword"):
        pypdfium2.PdfDocument(broken / "encrypted.pdf")
    assert (broken / "photo.pdf").read_bytes().startswith(b"\xff\xd8\xff")
    assert (broken / "truncated.docx").read_bytes().startswith(b"PK")
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(broken / "truncated.docx")
