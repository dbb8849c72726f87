import json
import tomllib
from pathlib import Path
from typing import Literal

from sample_files.docx_file import docx_bytes, new_document
from sample_files.people import Stated


class Salary(Stated):
    min: int | float
    max: int | float
    currency: str
    interval: Literal["year", "hour"]


class Job(Stated):
    """The body of POST /v1/jobs."""

    title: str
    description: str
    company: str
    department: str
    employment_type: Literal["full_time", "part_time", "contract", "temporary", "internship"]
    workplace_type: Literal["on_site", "hybrid", "remote"]
    locations: tuple[str, ...]
    salary: Salary
    skills_required: tuple[str, ...]
    skills_preferred: tuple[str, ...]
    seniority: Literal["junior", "mid", "senior"]
    headcount: int
    external_id: str
    source: str
    url: str
    tags: tuple[str, ...]


class ExpectedMatch(Stated):
    """File names, without suffix, of the résumés that should come out on top; the rest is weak."""

    strong: tuple[str, ...]
    partial: tuple[str, ...]


class JobAd(Stated):
    delivery: Literal["rest", "upload", "message"]
    match: ExpectedMatch
    job: Job


def read_job_ads(folder: Path) -> dict[str, JobAd]:
    """Read the ads by the path, below `job_files`, that each is written to."""
    ads = {}
    for path in sorted(folder.glob("*.toml")):
        ad = JobAd.model_validate(tomllib.loads(path.read_text("utf-8")))
        ads[target_path(ad, path.stem)] = ad
    return ads


def target_path(ad: JobAd, stem: str) -> str:
    match ad.delivery:
        case "rest":
            return f"{stem}.json"
        case "upload":
            return f"{stem}.docx"
        case "message":
            return f"foreign/{stem}.json"


def write_job(ad: JobAd) -> bytes:
    if ad.delivery == "upload":
        return write_job_docx(ad.job)
    body = json.dumps(ad.job.model_dump(mode="json"), ensure_ascii=False, indent=2)
    return f"{body}\n".encode()


def write_job_docx(job: Job) -> bytes:
    document = new_document(job.title, job.company)
    document.add_heading(job.title, 0)
    document.add_paragraph(f"{job.company}, {job.department}")
    document.add_paragraph(f"Location: {'; '.join(job.locations)} ({job.workplace_type})")
    for block in job.description.strip().split("\n\n"):
        heading, *lines = block.split("\n")
        document.add_paragraph(heading, style="Heading 1" if lines else None)
        for line in lines:
            is_point = line.startswith("- ")
            text = line.removeprefix("- ")
            document.add_paragraph(text, style="List Bullet" if is_point else None)
    document.add_paragraph(f"Reference: {job.external_id}")
    return docx_bytes(document)
