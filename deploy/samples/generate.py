#!/usr/bin/env python3
"""Writes the sample résumés, job files, unreadable files and their truth; the same bytes each time.

Usage: python deploy/samples/generate.py [--out FOLDER]
"""

import argparse
from pathlib import Path

from sample_files.broken import BROKEN
from sample_files.docx_resume import write_docx
from sample_files.html_resume import write_html
from sample_files.job_ads import read_job_ads, write_job
from sample_files.pdf_sidebar import LAYOUTS as SIDEBARS
from sample_files.pdf_sidebar import write_two_columns
from sample_files.pdf_single import write_single_column
from sample_files.people import Person, read_people
from sample_files.text_resume import write_text
from sample_files.truth import write_truth

HERE = Path(__file__).parent


def write_resume(person: Person) -> bytes:
    match person.file.format:
        case "pdf":
            is_sidebar = person.file.layout in SIDEBARS
            return write_two_columns(person) if is_sidebar else write_single_column(person)
        case "docx":
            return write_docx(person)
        case "html":
            return write_html(person)
        case "txt" | "md":
            return write_text(person)


def sample_files() -> dict[str, bytes]:
    people = read_people(HERE / "people")
    ads = read_job_ads(HERE / "jobs")
    files = {f"resumes/{person.file_name}": write_resume(person) for person in people}
    files |= {f"job_files/{path}": write_job(ad) for path, ad in ads.items()}
    files |= {f"broken/{name}": write() for name, write in BROKEN.items()}
    files["truth.json"] = write_truth(people, ads)
    return files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    out: Path = parser.parse_args().out
    files = sample_files()
    for name, content in files.items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    print(f"{len(files)} files, {sum(map(len, files.values())):,} bytes in {out}")


if __name__ == "__main__":
    main()
