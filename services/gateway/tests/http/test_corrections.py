from datetime import UTC, datetime

from hirewire_chassis import new_id
from hirewire_contracts.documents import (
    Document,
    DocumentBatch,
    DocumentBatchSubmitted,
    DocumentDeleted,
    DocumentProgressed,
)
from hirewire_contracts.knowledge import Entity, KnowledgeCorrected, Relationship


def _stamp(envelope, key, sequence=1):
    now = datetime.now(UTC)
    return {
        "id": key, "workspace_id": envelope.workspaceid, "sequence": sequence,
        "created_at": now, "updated_at": now,
    }  # fmt: skip


def _entity(envelope, key, sequence=1, **fields):
    given = {"type": "skill", "name": "Zig", "canonical_name": "Zig", "confidence": 1, **fields}
    return Entity(**_stamp(envelope, key, sequence), **given)


def _told(*states):
    """The answer of ai_worker to a command about the first of these."""
    return [
        KnowledgeCorrected(
            subject_id=states[0].id,
            entities=tuple(state for state in states if isinstance(state, Entity)),
            relationships=tuple(state for state in states if isinstance(state, Relationship)),
        )
    ]


async def _made(gateway, person, name):
    def react(envelope, command):
        assert command.entity.name == name
        return _told(_entity(envelope, command.entity_id, name=name, status="confirmed"))

    body = {"type": "skill", "name": name}
    response = await gateway.served(person.post("/v1/entities", json=body), react)
    assert response.status_code == 201, response.text
    return response.json()


async def test_an_entity_is_made_changed_and_deleted(gateway, ada):
    entity = await _made(gateway, ada, "Zig")
    place = f"/v1/entities/{entity['id']}"

    def updated(envelope, command):
        assert command.changes.model_dump(exclude_none=True) == {"aliases": ("ziglang",)}
        assert command.expected_sequence == 1
        return _told(_entity(envelope, command.entity_id, 2, aliases=command.changes.aliases))

    change = ada.patch(place, json={"aliases": ["ziglang"]}, headers={"If-Match": '"1"'})
    response = await gateway.served(change, updated)
    assert (response.status_code, response.json()["aliases"]) == (200, ["ziglang"])
    stale = await ada.patch(place, json={"name": "A"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412

    def deleted(envelope, command):
        return _told(_entity(envelope, command.entity_id, 3, retracted=True))

    response = await gateway.served(ada.send("DELETE", place), deleted)
    assert (response.status_code, response.content) == (204, b"")
    assert (await ada.get(place)).status_code == 404
    assert (await ada.send("DELETE", place)).status_code == 404


async def test_a_merge_answers_with_who_remains_and_is_undone(gateway, ada, bob):
    one, two = await _made(gateway, ada, "Postgres"), await _made(gateway, ada, "PostgreSQL")
    place = f"/v1/entities/{one['id']}"

    def merged(envelope, command):
        gone = _entity(envelope, one["id"], 2, retracted=True, merged_into=command.into_id)
        return _told(gone, _entity(envelope, two["id"], 2, mention_count=5))

    merge = {"json": {"into": two["id"]}}
    response = await gateway.served(ada.post(f"{place}/merge", **merge), merged)
    assert response.status_code == 200, response.text
    assert (response.json()["id"], response.json()["mention_count"]) == (two["id"], 5)
    assert (await ada.get(place)).status_code == 404
    assert (await bob.post(f"{place}/unmerge")).status_code == 404

    def unmerged(envelope, command):
        assert envelope.type == "ai_worker.unmerge_entity.v1"
        return _told(_entity(envelope, command.entity_id, 3))

    response = await gateway.served(ada.post(f"{place}/unmerge"), unmerged)
    assert (response.status_code, response.json()["id"]) == (200, one["id"])


async def test_a_relationship_is_said_rejected_and_walked(gateway, ada, bob):
    one, two = await _made(gateway, ada, "Zig"), await _made(gateway, ada, "C")
    body = {"subject_id": one["id"], "predicate": "related_to", "object_id": two["id"]}

    def edge(envelope, command, sequence=1, **fields):
        given = {**body, "confidence": 1, "status": "confirmed", **fields}
        return Relationship(**_stamp(envelope, command.relationship_id, sequence), **given)

    response = await gateway.served(
        ada.post("/v1/relationships", json=body),
        lambda envelope, command: _told(edge(envelope, command)),
    )
    assert response.status_code == 201, response.text
    place = f"/v1/relationships/{response.json()['id']}"

    near = f"/v1/entities/{one['id']}/neighbors"
    way = f"/v1/graph/path?from={one['id']}&to={two['id']}"
    [neighbor] = (await ada.get(f"{near}?depth=2")).json()["items"]
    assert (neighbor["depth"], neighbor["entity"]["id"]) == (1, two["id"])
    assert (await ada.get(way)).json()["length"] == 1
    assert (await ada.get("/v1/graph/stats")).json()["relationships"] == {"related_to": 1}
    assert (await ada.get(f"{near}?depth=4")).status_code == 422
    for path in (near, way):
        assert (await bob.get(path)).status_code == 404

    rejected = {"retracted": True, "status": "rejected"}
    response = await gateway.served(
        ada.send("DELETE", place),
        lambda envelope, command: _told(edge(envelope, command, 2, **rejected)),
    )
    assert response.status_code == 204
    assert (await ada.get(place)).status_code == 404
    response = await gateway.served(
        ada.patch(place, json={"status": "confirmed"}),
        lambda envelope, command: _told(edge(envelope, command, 3)),
    )
    assert (response.status_code, response.json()["status"]) == (200, "confirmed")


async def test_a_batch_is_submitted_followed_and_its_document_deleted(gateway, ada, bob):
    documents = [{"kind": "resume", "text": "Ada"}, {"kind": "other", "file_id": str(new_id())}]

    def submitted(envelope, command):
        text, file = command.documents
        assert (text.source.text, text.for_resource.kind) == ("Ada", "candidate")
        assert file.source.blob == f"{ada.workspace_id}/{file.source.file_id}"
        batch = DocumentBatch(
            **_stamp(envelope, command.batch_id), documents=(text.document_id, file.document_id)
        )
        queued = Document(
            **_stamp(envelope, text.document_id),
            kind="resume", status="queued", batch_id=batch.id,
        )  # fmt: skip
        return [DocumentProgressed(document=queued), DocumentBatchSubmitted(batch=batch)]

    call = ada.post("/v1/document-batches", json={"documents": documents})
    response = await gateway.served(call, submitted)
    assert response.status_code == 201, response.text
    batch = response.json()
    assert (batch["status"], batch["counts"]) == ("processing", {"queued": 2})
    place = response.headers["location"]
    assert (await ada.get(place)).json() == batch
    assert (await bob.get(place)).status_code == 404
    assert (await ada.post("/v1/document-batches", json={"documents": []})).status_code == 422
    long = {"documents": [{"kind": "other", "text": "a" * 200_000}] * 11}
    assert (await ada.post("/v1/document-batches", json=long)).status_code in {413, 422}

    def deleted(envelope, command):
        state = Document(
            **_stamp(envelope, command.document_id, 2),
            kind="resume", status="queued", batch_id=batch["id"], deleted=True,
        )  # fmt: skip
        return [DocumentDeleted(document=state)]

    href = batch["documents"][0]["document"]["href"]
    assert (await bob.send("DELETE", href)).status_code == 404
    response = await gateway.served(ada.send("DELETE", href), deleted)
    assert response.status_code == 204
    assert (await ada.get(href)).status_code == 404
    assert (await ada.get(place)).json()["counts"] == {"deleted": 1, "queued": 1}
