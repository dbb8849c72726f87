"""Brings the files in: résumés as documents, jobs by every way there is."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from hirewire_chassis.programs import Broker, Types, register
from hirewire_chassis.senders import Grant

from hirewire_local.demo.client import Client, Login, RefusedError
from hirewire_local.endpoints import Endpoints
from hirewire_local.wiring import with_login

_AT_A_TIME = 4
_REPOSITORY = Path(__file__).parents[4]
_FOREIGN_PROGRAM = _REPOSITORY / "deploy/samples/foreign/publish_job.py"
_SCHEMA = _REPOSITORY / "libs/contracts/schema/jobs.create_job.v1.json"


@dataclass(slots=True)
class Intake:
    """What was accepted (ids) and what was not (file name and reason)."""

    documents: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def files_in(folder: Path) -> list[Path]:
    """The folder's own files, hidden ones apart, by name."""
    return sorted(
        path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")
    )


async def upload_resumes(
    client: Client, files: Sequence[Path], intake: Intake
) -> AsyncIterator[Path]:
    """Yields each file once it was accepted or refused."""
    free = asyncio.Semaphore(_AT_A_TIME)

    async def upload(path: Path) -> Path:
        async with free:
            try:
                file = await client.upload("/v1/files", path)
                body = {"file_id": file["id"], "kind": "resume"}
                document = await client.post("/v1/documents", body)
                intake.documents[document["id"]] = path.name
            except RefusedError as error:
                intake.refused[path.name] = str(error)
            return path

    for done in asyncio.as_completed([upload(path) for path in files]):
        yield await done


async def post_jobs(client: Client, files: Iterable[Path], intake: Intake) -> AsyncIterator[Path]:
    """JSON goes to POST /v1/jobs, every other file to the upload; each job is published."""
    for path in files:
        try:
            job = await _post_job(client, path)
            if job["status"] == "draft":
                job = await client.post(f"/v1/jobs/{job['id']}/publish")
            intake.jobs[job["id"]] = job["title"]
        except (RefusedError, json.JSONDecodeError, UnicodeDecodeError) as error:
            intake.refused[path.name] = str(error)
        yield path


async def _post_job(client: Client, path: Path) -> Any:
    if path.suffix == ".json":
        return await client.post("/v1/jobs", json.loads(path.read_text(encoding="utf-8")))
    return await client.upload("/v1/jobs/upload", path)


async def publish_foreign_job(client: Client, login: Login, at: Endpoints, job: Path) -> Any:
    """Another program sends the command; the job appears like any other."""
    amqp_url = await _registered(login, at)
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        str(_FOREIGN_PROGRAM),
        amqp_url,
        str(_SCHEMA),
        str(job),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await program.communicate()
    if program.returncode:
        raise RefusedError(500, err.decode(errors="replace").strip().rsplit("\n", 1)[-1])
    return await _appears(client, f"/v1/jobs/{out.decode().strip()}")


async def _registered(login: Login, at: Endpoints) -> str:
    """A login of the program's own; where Hirewire may make none, the one that all share."""
    if at.management_url is None:
        return at.amqp_url
    grant = Grant("job-board", "recruiter", UUID(login.workspace_id))
    password = token_urlsafe()
    types = Types(["jobs.create_job.v1"], [])
    await register(Broker(at.amqp_url, at.management_url), grant, password, types)
    return with_login(at.amqp_url, grant.login, password)


async def _appears(client: Client, path: str) -> Any:
    async with asyncio.timeout(30):
        while True:
            try:
                return await client.get(path)
            except RefusedError as error:
                if error.status != 404:  # noqa: PLR2004 - Not Found
                    raise
            await asyncio.sleep(0.1)
