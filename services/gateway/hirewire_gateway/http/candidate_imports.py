"""Many résumés at once: POST /v1/candidates/import, and /v1/candidate-imports."""

from typing import Annotated

from fastapi import Depends, Request
from hirewire_chassis import Transaction, new_id
from hirewire_contracts import Command
from hirewire_contracts.imports import CandidateImport, ImportFile, StartCandidateImport
from starlette.responses import Response

from hirewire_gateway.http.collections import Collection, add_reads
from hirewire_gateway.http.commands import Effect, submit
from hirewire_gateway.http.many_uploads import FILES_FORM, received_files
from hirewire_gateway.http.openapi import written
from hirewire_gateway.http.reading import reference, shown_by
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.views import candidate_imports as view

start_routes = router("/v1/candidates", "candidates")
routes = router("/v1/candidate-imports", "candidates")
Writer = Annotated[Writing, Depends(Write("candidates:write", reads_body=False))]


@start_routes.post(
    "/import",
    status_code=201,
    responses=written(CandidateImport, 201),
    openapi_extra=FILES_FORM,
)
async def import_candidates(request: Request, writing: Writer) -> Response:
    """Each file becomes a candidate or fails by itself; done when all are, with one summary.

    At most 100 files, in fields called ``files``. Progress is at /v1/candidate-imports/{id} and
    on the topic ``candidate-imports``.
    """
    import_id, batch_id = new_id(), new_id()
    async with received_files(request, writing) as received:

        async def decide(tx: Transaction) -> Command:
            files: list[ImportFile] = [await each.taken_in(tx) for each in received.files]
            return StartCandidateImport(import_id=import_id, batch_id=batch_id, files=tuple(files))

        show = shown_by(view.get, writing.actor)
        resource = reference("candidate_import", "candidate-imports", import_id)
        return await submit(
            received.writing, Effect(resource, 201, show, "candidates.import"), decide
        )


add_reads(
    routes,
    Collection(
        "candidate_import",
        "candidates:read",
        item=CandidateImport,
        row=CandidateImport,
        show=lambda _state, actor: shown_by(view.get, actor),
        page=lambda session, actor, query: view.page(session, actor.workspace_id, query),
    ),
)
