"""Versions of create_job that a process knows when it is told so: an upgrade and its undoing."""

from typing import Any, ClassVar, cast
from uuid import UUID

from hirewire_contracts import MESSAGES, Command
from hirewire_contracts.jobs import CreateJob, JobDetails


class _Named(Command):
    about: ClassVar[str] = "job_id"

    job_id: UUID
    name: str

    def upcast(self) -> CreateJob:
        return CreateJob(job_id=self.job_id, job=JobDetails(title=self.name))


class OlderCreateJob(_Named):
    type: ClassVar[str] = "jobs.create_job.v0"


class NewerCreateJob(_Named):
    type: ClassVar[str] = "jobs.create_job.v2"


OTHERS = (OlderCreateJob, NewerCreateJob)


def learn() -> None:
    cast("dict[str, Any]", MESSAGES).update({message.type: message for message in OTHERS})
