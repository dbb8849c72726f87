"""The story in its order: register, bring files in, wait, match, and hear of it."""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from hirewire_local.demo.client import Client, Login
from hirewire_local.demo.intake import (
    Intake,
    files_in,
    post_jobs,
    publish_foreign_job,
    upload_resumes,
)
from hirewire_local.demo.ledger import Balance, settle
from hirewire_local.demo.progress import Progress
from hirewire_local.demo.queues import queue_depths
from hirewire_local.endpoints import Endpoints
from hirewire_local.smtp import read_mail

_PATIENCE_SECONDS = 300
_SETTLING_SECONDS = 60
_ENDED = ("done", "failed")


@dataclass(slots=True)
class Outcome:
    """What came out, for showing and for counting."""

    intake: Intake
    documents: dict[str, Any] = field(default_factory=dict)
    candidates: dict[str, Any] = field(default_factory=dict)
    runs: dict[str, Any] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    balance: Balance | None = None
    seconds: float = 0.0

    @property
    def failures(self) -> Mapping[str, str]:
        """File -> why it could not be read."""
        failed = {
            self.intake.documents[
                key
            ]: f"{document['failure']['code']}: {document['failure']['detail']}"
            for key, document in self.documents.items()
            if document["status"] == "failed"
        }
        return {**self.intake.refused, **failed}


@dataclass(frozen=True, slots=True)
class Folders:
    resumes: Path
    jobs: Path
    broken: Path | None = None


async def play(
    client: Client, login: Login, endpoints: Endpoints, folders: Folders, progress: Progress
) -> Outcome:
    """Everything between the login and the sums."""
    started = time.monotonic()
    outcome = Outcome(Intake())
    resumes = files_in(folders.resumes) + (files_in(folders.broken) if folders.broken else [])
    await progress.each(
        "uploading résumés", len(resumes), upload_resumes(client, resumes, outcome.intake)
    )
    jobs = files_in(folders.jobs)
    await progress.each("posting jobs", len(jobs), post_jobs(client, jobs, outcome.intake))
    foreign = folders.jobs / "foreign"
    for path in files_in(foreign) if foreign.is_dir() else []:
        job = await publish_foreign_job(client, login, endpoints, path)
        outcome.intake.jobs[job["id"]] = f"{job['title']} (by a foreign program)"
    await _read(client, outcome, progress)
    await _match(client, endpoints, outcome, progress)
    await _hear(endpoints, outcome, progress)
    outcome.balance = await _balance(endpoints, outcome)
    outcome.seconds = time.monotonic() - started
    return outcome


async def _read(client: Client, outcome: Outcome, progress: Progress) -> None:
    """Until every document has ended, and every résumé that was read is a candidate."""
    accepted = outcome.intake.documents
    with progress.bar("reading documents", len(accepted)) as bar:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                documents = {item["id"]: item async for item in client.items("/v1/documents")}
                outcome.documents = {key: documents[key] for key in accepted if key in documents}
                ended = [d for d in outcome.documents.values() if d["status"] in _ENDED]
                bar(len(ended))
                if len(ended) == len(accepted):
                    break
                await asyncio.sleep(0.2)
    read = sum(document["status"] == "done" for document in outcome.documents.values())
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while len(outcome.candidates) < read:
            await asyncio.sleep(0.1)
            outcome.candidates = {item["id"]: item async for item in client.items("/v1/candidates")}


async def _match(
    client: Client, endpoints: Endpoints, outcome: Outcome, progress: Progress
) -> None:
    """One run per job, once everything that was accepted has arrived everywhere."""
    jobs = outcome.intake.jobs
    await _until_settled(endpoints, outcome)
    with progress.bar("matching", len(jobs)) as bar:
        for number, job in enumerate(jobs, 1):
            outcome.runs[job] = await client.post(f"/v1/jobs/{job}/matches", {"limit": 10})
            bar(number)


async def _hear(endpoints: Endpoints, outcome: Outcome, progress: Progress) -> None:
    """A mail per run that found somebody."""
    expected = sum(bool(run["items"]) for run in outcome.runs.values())
    with progress.bar("waiting for the mails", expected) as bar:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while len(outcome.mails) < expected:
                await asyncio.sleep(0.1)
                outcome.mails = [read_mail(path) for path in sorted(endpoints.mails.glob("*.eml"))]
                bar(len(outcome.mails))
    await _until_settled(endpoints, outcome)


async def _until_settled(endpoints: Endpoints, outcome: Outcome) -> None:
    """Wait for a clean balance; when it does not come, what is missing will be counted."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_SETTLING_SECONDS):
            while (await _balance(endpoints, outcome)).lost:
                await asyncio.sleep(0.2)


async def _balance(endpoints: Endpoints, outcome: Outcome) -> Balance:
    queued = sum((await queue_depths(endpoints.amqp_url)).values())
    return await settle(
        endpoints.database_url, outcome.intake.documents, outcome.intake.jobs, queued
    )


def _reason(failure: Mapping[str, str]) -> str:
    return f"{failure['code']}: {failure['detail']}"
