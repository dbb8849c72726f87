from datetime import UTC, datetime

from hirewire_chassis import new_id
from hirewire_contracts.documents import (
    Document,
    DocumentExtracted,
    DocumentFailed,
    DocumentProgressed,
    Failure,
)
from hirewire_contracts.jobs import Job, JobCreated
from hirewire_contracts.knowledge import Entity, KnowledgeRecorded
from hirewire_contracts.values import Evidence

PDF = {"files": {"file": ("ada.pdf", b"%PDF-1.7 a page", "application/pdf")}}


def _document(envelope, document_id, kind, **changes):
    now = datetime.now(UTC)
    state = {
        "id": document_id,
        "workspace_id": envelope.workspaceid,
        "sequence": 1,
        "created_by": envelope.actorid,
        "created_at": now,
        "updated_at": now,
        "kind": kind,
        "status": "queued",
    }
    return Document.model_validate({**state, **changes})


def _queued(envelope, command):
    document = _document(envelope, command.document_id, command.document_kind)
    return [
        DocumentProgressed(document=document.model_copy(update={"about": command.for_resource}))
    ]


async def test_a_resume_is_sent_to_be_read_and_names_its_candidate(gateway, ada):
    file = (await ada.post("/v1/files", **PDF)).json()
    body = {"kind": "resume", "file_id": file["id"]}
    response = await gateway.served(ada.post("/v1/documents", json=body), _queued)
    assert response.status_code == 201, response.text
    document = response.json()
    assert (document["status"], document["text"]) == ("queued", None)
    assert document["about"]["kind"] == "candidate"
    assert document["about"]["href"] == f"/v1/candidates/{document['about']['id']}"
    (command,) = await gateway.commands()
    source = command.data["source"]
    assert (source["file_id"], source["sha256"]) == (file["id"], file["sha256"])
    assert source["blob"] == f"{ada.workspace_id}/{file['id']}"


async def test_a_page_of_the_web_is_named_to_its_reader(gateway, ada):
    body = {"kind": "job", "url": "https://example.org/jobs/7"}
    response = await gateway.served(ada.post("/v1/documents", json=body), _queued)
    assert response.status_code == 201, response.text
    (command,) = await gateway.commands()
    assert command.data["source"] == {"kind": "url", "url": body["url"]}


async def test_the_text_comes_from_the_blob_store(gateway, ada):
    body = {"kind": "other", "text": "Ada writes programs."}
    document = (await gateway.served(ada.post("/v1/documents", json=body), _queued)).json()
    blob = f"{ada.workspace_id}/{new_id()}"
    await gateway.state["blobs"].put(blob, "Ada écrit.".encode())
    (command,) = await gateway.commands()
    done = _document(
        command, document["id"], "other", sequence=3, status="done", text_blob=blob, language="fr"
    )
    await gateway.project(DocumentExtracted(document=done), command)
    read = await ada.get(f"/v1/documents/{document['id']}")
    assert read.headers["etag"] == '"3"'
    assert (read.json()["status"], read.json()["text"]) == ("done", "Ada écrit.")
    (listed,) = (await ada.get("/v1/documents?kind=other&status=done")).json()["items"]
    assert listed["id"] == document["id"]


async def test_a_document_has_exactly_one_source(ada):
    file_id = str(new_id())
    for body in (
        {"kind": "resume"},
        {"kind": "resume", "text": "a", "file_id": file_id},
        {"kind": "resume", "text": "a", "url": "https://example.org/cv"},
        {"kind": "resume", "url": "file:///etc/passwd"},
        {"kind": "resume", "text": ""},
        {"kind": "poem", "text": "a"},
        {"text": "a"},
    ):
        assert (await ada.post("/v1/documents", json=body)).status_code == 422, body
    unknown = await ada.post("/v1/documents", json={"kind": "resume", "file_id": file_id})
    assert unknown.status_code == 404


async def test_a_document_is_retried(gateway, ada):
    body = {"kind": "other", "text": "Ada writes programs."}
    document = (await gateway.served(ada.post("/v1/documents", json=body), _queued)).json()

    def again(envelope, command):
        assert envelope.type == "ai_worker.retry_document.v1"
        return [
            DocumentProgressed(
                document=_document(envelope, command.document_id, "other", sequence=2)
            )
        ]

    response = await gateway.served(ada.post(f"/v1/documents/{document['id']}/retry"), again)
    assert (response.status_code, response.json()["sequence"]) == (200, 2)
    assert (await ada.post(f"/v1/documents/{new_id()}/retry")).status_code == 404


async def test_the_entities_of_a_document(gateway, ada):
    body = {"kind": "other", "text": "Ada writes programs."}
    document = (await gateway.served(ada.post("/v1/documents", json=body), _queued)).json()
    other = (await gateway.served(ada.post("/v1/documents", json=body), _queued)).json()
    (command, _) = await gateway.commands()
    now = datetime.now(UTC)
    entity = Entity(
        id=new_id(),
        workspace_id=ada.workspace_id,
        sequence=1,
        created_at=now,
        updated_at=now,
        type="skill",
        name="programs",
        canonical_name="programming",
        confidence=0.9,
        mention_count=1,
        evidence=(Evidence(document_id=document["id"], quote="programs", start=11, end=19),),
    )
    recorded = KnowledgeRecorded(document_id=document["id"], entities=(entity,))
    await gateway.project(recorded, command)
    (found,) = (await ada.get(f"/v1/documents/{document['id']}/entities?type=skill")).json()[
        "items"
    ]
    assert found["evidence"][0]["quote"] == "programs"
    assert (await ada.get(f"/v1/entities/{entity.id}")).json() == found
    assert (await ada.get(f"/v1/documents/{other['id']}/entities")).json()["items"] == []
    assert (await ada.get(f"/v1/documents/{new_id()}/entities")).status_code == 404
    assert (await ada.get("/v1/entities?type=degree")).json()["items"] == []


async def test_an_uploaded_file_becomes_a_job(gateway, ada):
    def extracted(envelope, command):
        now = datetime.now(UTC)
        document = _document(envelope, command.document_id, "job", status="done")
        job = Job(
            id=command.for_resource.id,
            workspace_id=envelope.workspaceid,
            sequence=1,
            created_at=now,
            updated_at=now,
            title="Nurse",
            status="draft",
            document_id=command.document_id,
        )
        return [DocumentProgressed(document=document), JobCreated(job=job)]

    response = await gateway.served(ada.post("/v1/jobs/upload", **PDF), extracted)
    assert response.status_code == 201, response.text
    assert (response.json()["title"], response.json()["status"]) == ("Nurse", "draft")
    assert response.headers["location"] == f"/v1/jobs/{response.json()['id']}"
    (command,) = await gateway.commands()
    file_id = command.data["source"]["file_id"]
    assert (await ada.get(f"/v1/files/{file_id}")).json()["name"] == "ada.pdf"


async def test_an_uploaded_file_that_cannot_be_read_is_refused_with_its_reason(gateway, ada):
    def failed(envelope, command):
        failure = Failure(code="encrypted", detail="The file is encrypted.", retryable=False)
        document = _document(
            envelope,
            command.document_id,
            "job",
            status="failed",
            failure=failure,
            about=command.for_resource,
        )
        return [DocumentFailed(document=document)]

    response = await gateway.served(ada.post("/v1/jobs/upload", **PDF), failed)
    assert response.status_code == 422
    assert response.json()["type"] == "urn:hirewire:problem:encrypted"


async def test_an_upload_of_a_job_repeated_with_its_key_is_one_job(gateway, ada):
    headers = {"Idempotency-Key": "the-ad", "Prefer": "respond-async"}
    first = await ada.post("/v1/jobs/upload", **PDF, headers=headers)
    again = await ada.post("/v1/jobs/upload", **PDF, headers=headers)
    assert first.status_code == again.status_code == 202
    assert again.headers["location"] == first.headers["location"]
    assert len(await gateway.commands()) == 1
