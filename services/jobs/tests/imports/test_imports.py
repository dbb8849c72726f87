"""Imports with the real database: what is kept, what is sent, and who may begin one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hirewire_chassis import Context, Database, new_id, tables
from hirewire_chassis.processing import Done
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.handling import handle
from hirewire_contracts.candidates import CandidateCreated, CandidateDetails
from hirewire_contracts.documents import (
    DocumentExtracted,
    DocumentFailed,
    Failure,
    FileSource,
    ResumeFacts,
)
from hirewire_contracts.imports import (
    CandidateImportCompleted,
    CandidateImportProgressed,
    EndCandidateImport,
    ImportFile,
    StartCandidateImport,
)
from hirewire_contracts.snapshots import StatesTold, StatesWanted
from hirewire_jobs.main import subscriptions
from sqlalchemy import func, select

ADA = ResumeFacts(candidate=CandidateDetails(first_name="Ada"))


@pytest.fixture
def command(recruiter: Context) -> StartCandidateImport:
    def file() -> ImportFile:
        file_id = new_id()
        source = FileSource(
            file_id=file_id,
            blob=f"{recruiter.workspace_id}/{file_id}",
            name="a.pdf",
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
        )
        return ImportFile(document_id=new_id(), name="a.pdf", source=source)

    return StartCandidateImport(import_id=new_id(), batch_id=new_id(), files=(file(), file()))


async def test_an_import_ends_with_its_candidates_and_one_summary(
    say: Callable[..., Any],
    read: Callable[..., DocumentExtracted],
    command: StartCandidateImport,
    database: Database,
    recruiter: Context,
) -> None:
    first, second = (file.document_id for file in command.files)
    flow = {"correlation_id": new_id()}
    begun = await say(command, **flow)
    stranger = await say(read(ADA, id=first), correlation_id=new_id())
    one = await say(read(ADA, id=first, sequence=4), **flow)
    again = await say(read(ADA, id=first, sequence=4), **flow)
    broken = Failure(code="damaged", detail="It is damaged.", retryable=False)
    failed = read(None, id=second, status="failed", failure=broken).document
    two = await say(DocumentFailed(document=failed), **flow)
    late = await say(read(ADA, id=second, sequence=9), **flow)

    assert [each.type for each in begun.sent] == [
        "ai_worker.submit_document_batch.v1",
        "jobs.candidate_import_progressed.v1",
        "jobs.end_candidate_import.v1",
    ]
    assert [each.type for each in stranger.sent] == ["jobs.candidate_created.v1"]
    assert one.sent[0].type == "jobs.candidate_import_progressed.v1"
    assert again.sent == ()
    [summary] = [each for each in two.sent if isinstance(each, CandidateImportCompleted)]
    found = summary.candidate_import
    assert (found.created, found.failed, found.total) == (1, 1, 2)
    assert found.created_by == recruiter.actor_id
    assert [type(each) for each in late.sent] == [CandidateCreated], "the end is the end"
    async with database.reading(recruiter) as session:
        alarms = select(func.count()).where(tables.outbox.c.cancel_key.is_not(None))
        assert await session.scalar(alarms) == 0, "the end takes its alarm back"


async def test_silence_ends_an_import(
    command: StartCandidateImport, database: Database, recruiter: Context
) -> None:
    table = subscriptions(timedelta(seconds=1))
    begun = await handle(database, table, command, recruiter)
    [alarm] = [each for each in begun.sent if isinstance(each, EndCandidateImport)]
    ended = await handle(database, table, alarm, recruiter)
    twice = await handle(database, table, alarm, recruiter)

    [summary] = ended.sent
    assert isinstance(summary, CandidateImportCompleted)
    assert summary.candidate_import.failed == 2
    assert [each.outcome for each in twice.sent] == ["discarded"]


async def test_a_viewer_begins_none_and_another_workspace_hears_nothing(
    say: Callable[..., Any], read: Callable[..., Any], command: StartCandidateImport
) -> None:
    refused = await say(command, actor_roles=("viewer",))
    assert refused.sent[0].outcome == "rejected"

    flow = {"correlation_id": new_id()}
    await say(command, **flow)
    elsewhere = {**flow, "workspace_id": new_id()}
    event = read(None, id=command.files[0].document_id, workspace_id=elsewhere["workspace_id"])
    told = await say(event, **elsewhere)
    assert told.sent == ()


async def test_a_message_of_no_workspace_is_no_answer(
    say: Callable[..., Any], recruiter: Context, database: Database
) -> None:
    alarm = EndCandidateImport(import_id=new_id(), step=1, until="2026-11-20T09:00:00Z")
    context = replace(recruiter, workspace_id=None)
    handled = await handle(database, subscriptions(), alarm, context)
    assert isinstance(handled.settlement, Done)


async def test_an_import_is_told_again_as_it_was_told_last(
    say: Callable[..., Any], read: Callable[..., DocumentExtracted], command: StartCandidateImport
) -> None:
    flow = {"correlation_id": new_id()}
    await say(command, **flow)
    one = await say(read(ADA, id=command.files[0].document_id, sequence=4), **flow)
    state = sent(one, CandidateImportProgressed).candidate_import.model_dump(mode="json")
    wanted = StatesWanted(rebuild_id=new_id(), view="candidate_imports")
    assert sent(await say(wanted), StatesTold).states == (state,)
    later = wanted.model_copy(update={"after": command.import_id})
    assert sent(await say(later), StatesTold).states == ()
