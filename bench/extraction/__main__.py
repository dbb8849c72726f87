"""``python -m bench.extraction [--papers N]``: résumés per second and core, beside pdfminer.six.

Generated PDFs of two pages, one at a time, all of it bound to one core. The whole path is what
ai_worker does for a submitted file: the file from its store, the parser's process, the facts, the
text into the store, and facts and graph into PostgreSQL. The peer, in an environment of its own,
does nothing but take the text out of the same files.
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hirewire_ai_worker.documents.reader import Reader
from hirewire_ai_worker.main import subscriptions
from hirewire_ai_worker.settings import AiWorkerSettings
from hirewire_chassis import Context, new_id
from hirewire_chassis.blobs import BlobStore
from hirewire_chassis.processing import Done
from hirewire_chassis.testing.databases import Databases, create_template, provision_template
from hirewire_chassis.testing.handling import handle
from hirewire_contracts.documents import (
    DocumentExtracted,
    ExtractDocument,
    FileSource,
    SubmitDocument,
)
from hirewire_contracts.values import Reference
from hirewire_local.postgres import PostgresServer

from bench.extraction.papers import paper

PEER = Path(".local/bench-extraction-venv/bin/python")
_WARM_UP = 3
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of each document, and processor seconds of all of them."""

    seconds: Sequence[float]
    processor: float

    def row(self, name: str) -> str:
        cuts = statistics.quantiles([1000 * each for each in self.seconds], n=100)
        return (
            f"{name:<34}{len(self.seconds) / self.processor:>8.1f}"
            f"{len(self.seconds) / sum(self.seconds):>10.1f}{cuts[49]:>9.0f}{cuts[94]:>9.0f}"
        )


class Worker:
    """The ai_worker's own table of handlers on a database of its own, without a broker."""

    def __init__(self, databases: Databases, server: Path, folder: Path) -> None:
        self._database = databases.of("ai_worker")
        self._server = server
        self._context = Context(
            workspace_id=new_id(), actor_id=new_id(), actor_roles=("recruiter",)
        )
        settings = AiWorkerSettings(
            database_url="unused", amqp_url="unused", blobs_url=folder.as_uri()
        )
        reader = Reader.load(settings)
        self._blobs = BlobStore(folder.as_uri())
        self._table = subscriptions(lambda: reader)

    async def submit(self, content: bytes) -> ExtractDocument:
        file_id = new_id()
        blob = f"{self._context.workspace}/{file_id}"
        await self._blobs.put(blob, content)
        source = FileSource(
            file_id=file_id,
            blob=blob,
            name="resume.pdf",
            media_type="application/pdf",
            size=len(content),
            sha256=sha256(content).hexdigest(),
        )
        candidate = Reference(kind="candidate", id=new_id(), href="/v1/candidates/x")
        command = SubmitDocument(
            document_id=new_id(), document_kind="resume", source=source, for_resource=candidate
        )
        await handle(self._database, self._table, command, self._context)
        return ExtractDocument(document_id=command.document_id)

    async def read(self, command: ExtractDocument) -> DocumentExtracted:
        handled = await handle(self._database, self._table, command, self._context)
        if not isinstance(handled.settlement, Done):
            raise SystemExit(f"not read: {handled.settlement}")
        return next(said for said in handled.sent if isinstance(said, DocumentExtracted))

    def processor(self) -> float:
        """Processor seconds of this process, the parsers and PostgreSQL."""
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        postmaster = int((self._server / "postmaster.pid").read_text().splitlines()[0])
        running = _seconds_below(postmaster) + _seconds_below(os.getpid(), but=postmaster)
        return sum(each.ru_utime + each.ru_stime for each in used) + running


def _seconds_below(parent: int, but: int = 0) -> float:
    """Processor seconds of running children and of those that they waited for."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and stat.parent.name != str(but):
            ticks += sum(int(each) for each in fields[11:15])
    return ticks / _TICKS


async def measure(worker: Worker, papers: Sequence[bytes]) -> Figures:
    commands = [await worker.submit(content) for content in papers]
    for command in commands[:_WARM_UP]:
        await worker.read(command)
    spent, processor, steps, facts = [], worker.processor(), [], 0
    for command in commands[_WARM_UP:]:
        started = time.perf_counter()
        said = await worker.read(command)
        spent.append(time.perf_counter() - started)
        steps.append(said.document.timings)
        facts += said.document.relationship_count
    figures = Figures(spent, worker.processor() - processor)
    print(
        f"{facts / len(spent):.0f} relationships a résumé, with their evidence; p50 of each step:"
    )
    for step in steps[0]:
        print(f"  {step:<8}{1000 * statistics.median(each[step] for each in steps):6.0f} ms")
    return figures


def measure_peer(papers: Sequence[bytes], folder: Path) -> Figures:
    files = []
    for at, content in enumerate(papers[_WARM_UP:]):
        files.append(folder / f"{at}.pdf")
        files[-1].write_bytes(content)
    command = [str(PEER), "bench/extraction/peer.py", *map(str, files)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return Figures(answer["seconds"], answer["processor"])


async def run(count: int) -> None:
    papers = [paper(seed) for seed in range(count + _WARM_UP)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = PostgresServer(folder / "postgres")
        await server.start()
        url = server.address.url()
        await create_template(url)
        await asyncio.to_thread(provision_template, url, ["ai_worker"])
        databases = Databases(url)
        await databases.create()
        try:
            worker = Worker(databases, folder / "postgres" / "data", folder / "blobs")
            figures = await measure(worker, papers)
        finally:
            await databases.drop()
            await server.stop()
        peer = await asyncio.to_thread(measure_peer, papers, folder)
    _show(figures, peer)


def _show(figures: Figures, peer: Figures) -> None:
    print(f"{'résumés':<34}{'/CPU s':>8}{'/s':>10}{'p50 ms':>9}{'p95 ms':>9}")
    print(figures.row("whole path, with PostgreSQL"))
    print(peer.row("pdfminer.six, the text alone"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(f"peak RSS of the worker, with the bench itself: {peak:.0f} MB")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=100)
    given = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    asyncio.run(run(given.papers))
