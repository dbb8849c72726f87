"""Files and the scanner: a speaker of clamd's protocol in this process that knows one signature."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from hirewire_gateway.files.scanner import Scanner, ScannerUnavailableError

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CLEAN = b"%PDF-1.7\n" + b"a page" * 30_000
NAME = "Eicar-Signature"


class Clamd:
    """Answers with ``says`` if that is set, else by what it was sent."""

    def __init__(self):
        self.says = None
        self.heard = b""

    async def hear(self, reader, writer):
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        self.heard = b""
        while size := int.from_bytes(await reader.readexactly(4)):
            self.heard += await reader.readexactly(size)
        verdict = f"stream: {NAME} FOUND\0" if EICAR in self.heard else "stream: OK\0"
        writer.write(verdict.encode() if self.says is None else self.says)
        writer.close()

    @asynccontextmanager
    async def serving(self):
        server = await asyncio.start_server(self.hear, "127.0.0.1", 0)
        async with server:
            yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
def clamd():
    return Clamd()


@pytest.fixture
async def guarded(settings, run, clamd):
    async with (
        clamd.serving() as url,
        run(settings.model_copy(update={"clamd_url": url})) as gateway,
    ):
        yield gateway


def _blobs(settings):
    return [path for path in (settings.state_dir.parent / "blobs").rglob("*") if path.is_file()]


async def test_a_harmful_file_is_refused_and_its_content_is_nowhere(guarded, settings, clamd):
    ada = await guarded.register()
    clean = await ada.post("/v1/files", files={"file": ("a.pdf", CLEAN)})
    assert (clean.status_code, clean.json()["status"]) == (201, "ready")
    assert clamd.heard == CLEAN
    harmful = (await ada.post("/v1/files", files={"file": ("a.txt", EICAR)})).json()
    assert (harmful["status"], harmful["refusal"]["code"]) == ("refused", "infected")
    assert NAME in harmful["refusal"]["detail"]
    assert (await ada.get(f"/v1/files/{harmful['id']}/content")).status_code == 404
    assert [path.name for path in _blobs(settings)] == [clean.json()["id"]]
    many = [("files", ("a.pdf", CLEAN)), ("files", ("b.txt", EICAR))]
    headers = {"Prefer": "respond-async"}
    sent = await ada.post("/v1/candidates/import", files=many, headers=headers)
    assert sent.status_code == 202
    first, second = guarded.read((await guarded.commands())[-1]).files
    assert (first.refusal, second.refusal.code) == (None, "infected")
    assert len(_blobs(settings)) == 2


async def test_a_harmful_file_becomes_no_job_and_no_document_and_is_in_the_audit_log(
    guarded, settings
):
    ada = await guarded.register()
    harmful = ("ad.txt", EICAR)
    upload = await ada.post("/v1/jobs/upload", files={"file": harmful})
    assert (upload.status_code, upload.json()["type"].split(":")[-1]) == (422, "infected")
    file = (await ada.post("/v1/files", files={"file": harmful})).json()
    document = await ada.post("/v1/documents", json={"kind": "job", "file_id": file["id"]})
    assert (document.status_code, document.json()["type"].split(":")[-1]) == (422, "infected")
    assert (_blobs(settings), await guarded.commands()) == ([], [])
    many = {"files": {"files": harmful}, "headers": {"Prefer": "respond-async"}}
    assert (await ada.post("/v1/candidates/import", **many)).status_code == 202
    lines = (await ada.get("/v1/audit-log?action=file.infected")).json()["items"]
    assert [line["decision"] for line in lines] == ["denied"] * 3
    assert (lines[0]["details"]["name"], lines[0]["details"]["finding"]) == ("ad.txt", NAME)


@pytest.mark.parametrize("field", ["/v1/files file", "/v1/candidates/import files"])
async def test_what_nobody_could_scan_is_not_taken_in(guarded, settings, clamd, field):
    ada = await guarded.register()
    path, name = field.split()
    clamd.says = b"INSTREAM size limit exceeded. ERROR\0"
    refused = await ada.post(path, files={name: ("a.pdf", CLEAN)})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
    assert refused.json()["type"].endswith("scanner_unavailable")
    assert (_blobs(settings), await guarded.commands()) == ([], [])


@pytest.mark.parametrize("says", [b"", b"stream: OK", b"\0", b"stream: \0", b"x" * 100_000])
async def test_only_a_whole_answer_counts(clamd, says):
    clamd.says = says
    async with clamd.serving() as url:
        with pytest.raises(ScannerUnavailableError):
            await Scanner(url, 5).finding(CLEAN)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///no/such/socket"])
async def test_nor_does_silence(url):
    with pytest.raises(ScannerUnavailableError):
        await Scanner(url, 5).finding(CLEAN)
