"""Many files by one request: every file accounted for, progress readable, one end."""

from datetime import UTC, datetime

from hirewire_chassis import new_id
from hirewire_contracts.imports import (
    CandidateImport,
    CandidateImportCompleted,
    CandidateImportProgressed,
    EndCandidateImport,
    ImportItem,
)
from hirewire_contracts.settlement import CommandSettled

GOOD = ("files", ("ada.pdf", b"%PDF-1.7 a page", "application/pdf"))
PICTURE = ("files", ("me.png", b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"))
EMPTY = ("files", ("empty.txt", b"", "text/plain"))


def _state(envelope, command, sequence, status="running"):
    now = datetime.now(UTC)
    items = [
        ImportItem(
            document_id=file.document_id,
            name=file.name,
            status="waiting" if file.source and status == "running" else "failed",
            failure=file.refusal,
        )
        for file in command.files
    ]
    waiting = sum(item.status == "waiting" for item in items)
    return CandidateImport(
        id=command.import_id,
        workspace_id=envelope.workspaceid,
        sequence=sequence,
        created_by=envelope.actorid,
        created_at=now,
        updated_at=now,
        status=status,
        batch_id=command.batch_id,
        total=len(items),
        created=0,
        failed=len(items) - waiting,
        waiting=waiting,
        items=tuple(items),
    )


def _begun(envelope, command):
    return [CandidateImportProgressed(candidate_import=_state(envelope, command, 1))]


def _over(envelope, command):
    done = _state(envelope, command, 2, "done")
    return [*_begun(envelope, command), CandidateImportCompleted(candidate_import=done)]


async def test_bad_files_stop_no_good_one(gateway, ada):
    asked = ada.post("/v1/candidates/import", files=[GOOD, PICTURE, EMPTY])
    response = await gateway.served(asked, _over)

    assert response.status_code == 201, response.text
    found = response.json()
    assert response.headers["location"] == f"/v1/candidate-imports/{found['id']}"
    [command] = [gateway.read(sent) for sent in await gateway.commands()]
    codes = [file.refusal.code if file.refusal else None for file in command.files]
    assert codes == [None, "unsupported_type", "empty"]
    assert (found["total"], found["status"]) == (3, "done")
    assert (await ada.get("/v1/candidate-imports?status=done")).json()["items"] == [found]


async def test_the_operation_waits_for_the_end_whatever_becomes_of_the_parts(gateway, ada):
    def answers(envelope, command):
        settled = CommandSettled(
            subject_id=new_id(),
            service="ai_worker",
            command_id=new_id(),
            command_type="ai_worker.extract_document.v1",
            outcome="failed",
            dead_letter_id=7,
        )
        rejected = settled.model_copy(update={"outcome": "rejected"})
        alarm = {"subject_id": command.import_id, "command_type": EndCandidateImport.type}
        overtaken = settled.model_copy(update={"outcome": "discarded", **alarm})
        return [*_begun(envelope, command), settled, rejected, overtaken]

    headers = {"Prefer": "wait=1"}
    asked = ada.post("/v1/candidates/import", files=[GOOD], headers=headers)
    response = await gateway.served(asked, answers)
    assert (response.status_code, response.json()["status"]) == (202, "pending")
    href = response.json()["resource"]["href"]
    progress = (await ada.get(href)).json()
    assert (progress["status"], progress["waiting"]) == ("running", 1)

    [sent] = await gateway.commands()
    for event in _over(sent, gateway.read(sent)):
        await gateway.project(event, sent)
    operation = (await ada.get(response.headers["location"])).json()
    assert operation["status"] == "succeeded"


async def test_a_form_without_files_is_refused(gateway, ada):
    one_too_many = [("files", (f"{number}.txt", b"x", "text/plain")) for number in range(101)]
    for request, status in (
        ({"json": {}}, 415),
        ({"files": {"other": ("a.txt", b"x", "text/plain")}}, 422),
        ({"files": one_too_many}, 422),
    ):
        response = await ada.post("/v1/candidates/import", **request)
        assert response.status_code == status, response.text
    assert await gateway.commands() == []
