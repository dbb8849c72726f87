from typing import Any

import pytest
from hirewire_chassis import Discard, new_id
from hirewire_chassis.processing import Dead
from hirewire_chassis.testing.asserts import sent
from hirewire_chassis.testing.handling import Handled
from hirewire_contracts.documents import (
    DocumentProgressed,
    ExtractDocument,
    RetryDocument,
    SubmitDocument,
    TextSource,
)
from hirewire_contracts.settlement import CommandSettled, Problem
from hirewire_contracts.values import Reference

TEXT = TextSource(text="Ada King\nPython, SQL")


def submission(**fields: Any) -> SubmitDocument:
    defaults = {"document_id": new_id(), "document_kind": "resume", "source": TEXT}
    return SubmitDocument(**{**defaults, **fields})


def problem(handled: Handled) -> Problem:
    settled = sent(handled, CommandSettled)
    assert settled.problem is not None
    return settled.problem


async def test_a_submitted_document_waits_to_be_read(desk) -> None:
    about = Reference(kind="candidate", id=new_id(), href="/v1/candidates/x")
    file = await desk.upload(b"x", "ada.pdf")
    command = submission(source=file, for_resource=about)
    handled = await desk.say(command)
    document = sent(handled, DocumentProgressed).document
    assert (document.id, document.status, document.sequence) == (command.document_id, "queued", 1)
    assert (document.file_id, document.name, document.about) == (file.file_id, "ada.pdf", about)
    assert document.created_by == desk.context.actor_id
    assert sent(handled, ExtractDocument) == ExtractDocument(document_id=document.id, attempt=1)


async def test_the_same_submission_again_does_nothing(desk) -> None:
    command = submission()
    await desk.say(command)
    handled = await desk.say(command)
    assert isinstance(handled.settlement.outcome, Discard)
    assert sent(handled, CommandSettled).outcome == "discarded"


async def test_another_content_under_the_same_id_is_a_conflict(desk) -> None:
    command = submission()
    await desk.say(command)
    for change in (
        {"source": TextSource(text="Bob")},
        {"document_kind": "other"},
        {"for_resource": Reference(kind="candidate", id=new_id(), href="/x")},
    ):
        handled = await desk.say(command.model_copy(update=change))
        assert (problem(handled).status, problem(handled).code) == (409, "id_taken")


async def test_an_id_of_another_workspace_is_taken_too(desk) -> None:
    command = submission()
    await desk.say(command)
    assert problem(await desk.say(command, workspace_id=new_id())).code == "id_taken"


async def test_who_may_not_write_documents_is_refused(desk) -> None:
    document_id = await desk.submit(TEXT)
    for command in (submission(), RetryDocument(document_id=document_id)):
        assert problem(await desk.say(command, actor_roles=("interviewer",))).status == 403
        assert isinstance((await desk.say(command, actor_id=None)).settlement, Dead)
        assert isinstance((await desk.say(command, workspace_id=None)).settlement, Dead)


@pytest.mark.parametrize(
    "blob", ["{other}/file", "{own}/../{other}/file", "{own}", "{own}/", "/{own}/file", "file"]
)
async def test_a_blob_outside_of_the_workspace_is_not_found(desk, blob: str) -> None:
    file = await desk.upload(b"x")
    foreign = blob.format(own=desk.context.workspace_id, other=new_id())
    command = submission(source=file.model_copy(update={"blob": foreign}))
    assert problem(await desk.say(command)).status == 404


async def test_a_document_that_has_not_failed_is_not_read_again(desk) -> None:
    document_id = await desk.submit(TEXT)
    answer = problem(await desk.say(RetryDocument(document_id=document_id)))
    assert (answer.status, answer.code) == (409, "document_not_failed")
    await desk.extract(document_id)
    answer = problem(await desk.say(RetryDocument(document_id=document_id)))
    assert "done" in answer.detail


async def test_a_failed_document_is_queued_again(desk) -> None:
    document_id = await desk.submit(await desk.upload(b""))
    await desk.extract(document_id)
    handled = await desk.say(RetryDocument(document_id=document_id))
    document = sent(handled, DocumentProgressed).document
    assert (document.status, document.failure) == ("queued", None)
    assert sent(handled, ExtractDocument).attempt == 2


async def test_a_foreign_or_unknown_document_cannot_be_retried(desk) -> None:
    document_id = await desk.submit(await desk.upload(b""))
    await desk.extract(document_id)
    assert problem(await desk.say(RetryDocument(document_id=new_id()))).status == 404
    retry = RetryDocument(document_id=document_id)
    assert problem(await desk.say(retry, workspace_id=new_id())).status == 404
