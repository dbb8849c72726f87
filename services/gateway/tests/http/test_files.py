import hashlib
import io
import zipfile

PDF = b"%PDF-1.7\n" + b"a page" * 100


def _form(name, content, kind="application/octet-stream"):
    return {"files": {"file": (name, content, kind)}}


async def test_a_file_comes_back_as_it_went(gateway, ada):
    response = await ada.post("/v1/files", **_form("../../Résumé “A”.pdf", PDF))
    assert response.status_code == 201, response.text
    file = response.json()
    assert file["name"] == "Résumé “A”.pdf"
    assert (file["media_type"], file["status"], file["size"]) == (
        "application/pdf",
        "ready",
        len(PDF),
    )
    assert file["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert response.headers["location"] == f"/v1/files/{file['id']}"
    read = await ada.get(f"/v1/files/{file['id']}")
    assert (read.json(), read.headers["etag"]) == (file, '"1"')
    content = await ada.get(f"/v1/files/{file['id']}/content")
    assert content.content == PDF
    assert content.headers["content-type"] == "application/pdf"
    assert content.headers["x-content-type-options"] == "nosniff"
    disposition = content.headers["content-disposition"]
    assert disposition.startswith("attachment; filename=")
    assert "filename*=UTF-8''R%C3%A9sum%C3%A9" in disposition


async def test_the_content_says_what_a_file_is_and_its_name_does_not(ada):
    jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(100)
    for name, content, status, media_type, code in (
        ("photo.pdf", jpeg, "refused", "image/jpeg", "unsupported_type"),
        ("empty.pdf", b"", "refused", "application/x-empty", "empty"),
        ("program.txt", b"\x7fELF" + bytes(99), "refused", None, "unsupported_type"),
        ("notes.pdf", b"plain words", "ready", "text/plain", None),
        ("notes.md", b"# plain words", "ready", "text/markdown", None),
        ("notes.txt", b"<!doctype html><p>hi", "ready", "text/html", None),
        ("cv.doc", _docx(), "ready", None, None),
        ("archive.docx", _zip("a.txt"), "refused", "application/zip", "unsupported_type"),
    ):
        response = await ada.post("/v1/files", **_form(name, content, "application/pdf"))
        file = response.json()
        assert (response.status_code, file["status"]) == (201, status), name
        assert media_type in (None, file["media_type"]), name
        assert (file["refusal"] or {}).get("code") == code


async def test_a_file_over_the_limit_is_refused(settings, run):
    async with run(settings.model_copy(update={"max_upload_bytes": 2000})) as gateway:
        ada = await gateway.register()
        for size in (2001, 200_000):
            response = await ada.post("/v1/files", **_form("a.txt", b"a" * size))
            assert response.status_code == 413, size
        assert (await ada.post("/v1/files", **_form("a.txt", b"a" * 2000))).status_code == 201


async def test_a_workspace_has_room_for_so_much(settings, run):
    async with run(settings.model_copy(update={"workspace_quota_bytes": 100})) as gateway:
        ada = await gateway.register()
        assert (await ada.post("/v1/files", **_form("a.txt", b"a" * 90))).status_code == 201
        full = await ada.post("/v1/files", **_form("b.txt", b"b" * 20))
        assert full.status_code == 413
        assert full.json()["type"].endswith("quota_exceeded")


async def test_a_form_without_a_file_is_pointed_at(ada):
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    without = await ada.post("/v1/files", files={"document": ("a.txt", b"a")})
    assert without.status_code == 422
    assert without.json()["errors"][0]["pointer"] == "/file"
    broken = await ada.post("/v1/files", content=b"--y\r\nnonsense", headers=headers)
    assert broken.status_code == 422
    as_text = await ada.post("/v1/files", data={"file": "text"}, files={"x": ("a", b"a")})
    assert as_text.status_code == 422


async def test_a_file_is_not_read_before_its_sender_is_known(gateway):
    response = await gateway.client.post("/v1/files", **_form("a.txt", b"a"))
    assert response.status_code == 401


async def test_an_upload_repeated_with_its_key_is_one_file(gateway, ada, settings):
    headers = {"Idempotency-Key": "the-resume"}
    first = await ada.post("/v1/files", **_form("a.pdf", PDF), headers=headers)
    again = await ada.post("/v1/files", **_form("a.pdf", PDF), headers=headers)
    assert (again.status_code, again.content) == (201, first.content)
    other = await ada.post("/v1/files", **_form("a.pdf", PDF + b"!"), headers=headers)
    assert other.status_code == 422
    folder = settings.state_dir.parent / "blobs" / str(ada.workspace_id)
    assert [path.name for path in folder.iterdir()] == [first.json()["id"]]


async def test_somebody_elses_file_is_not_there(gateway, ada, bob):
    file = (await ada.post("/v1/files", **_form("a.pdf", PDF))).json()
    assert (await bob.get(f"/v1/files/{file['id']}")).status_code == 404
    assert (await bob.get(f"/v1/files/{file['id']}/content")).status_code == 404
    body = {"kind": "resume", "file_id": file["id"]}
    assert (await bob.post("/v1/documents", json=body)).status_code == 404
    assert await gateway.commands() == []


def _zip(*names):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return packed.getvalue()


def _docx():
    return _zip("[Content_Types].xml", "word/document.xml")
