"""A file that becomes a draft job: POST /v1/jobs/upload."""

from typing import Annotated

from fastapi import Depends, Request
from hirewire_chassis import Transaction, new_id
from hirewire_contracts import Command
from hirewire_contracts.documents import SubmitDocument
from hirewire_contracts.jobs import Job
from starlette.responses import Response

from hirewire_gateway.http.commands import submit
from hirewire_gateway.http.jobs import effect_on
from hirewire_gateway.http.openapi import written
from hirewire_gateway.http.reading import reference
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.uploads import FILE_FORM, received_file
from hirewire_gateway.http.writing import Write, Writing

routes = router("/v1/jobs", "jobs")
Writer = Annotated[Writing, Depends(Write("jobs:write", reads_body=False))]


@routes.post("/upload", status_code=201, responses=written(Job, 201), openapi_extra=FILE_FORM)
async def upload_job(request: Request, writing: Writer) -> Response:
    """The file is kept and read as a document; what it says becomes the draft.

    One that the scanner finds something in is refused, and nothing of it is kept.
    """
    job_id, document_id = new_id(), new_id()
    async with received_file(request, writing) as received:
        received.refuse_infected()

        async def decide(tx: Transaction) -> Command:
            stored = await received.write_down(tx)
            return SubmitDocument(
                document_id=document_id,
                document_kind="job",
                source=stored.source(),
                for_resource=reference("job", "jobs", job_id),
            )

        return await submit(received.writing, effect_on(writing, job_id, 201), decide)
