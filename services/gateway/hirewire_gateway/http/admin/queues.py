"""How full the queues are: /v1/admin/queues."""

from typing import Annotated

from fastapi import Depends, Request
from hirewire_chassis import new_id
from hirewire_contracts.instance import ServiceName
from hirewire_contracts.operating import QueuesReported, ReportQueues
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.admin.asking import SERVICES, ask_some
from hirewire_gateway.http.admin.models import QueueList
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.management import UnmanagedError, count_queues
from hirewire_gateway.state import state_of

routes = router("/v1/admin/queues", "operators")
Reader = Annotated[Actor, Depends(Permit("admin:read"))]


@routes.get("", response_model=QueueList)
async def list_queues(request: Request, actor: Reader) -> Response:
    """Queues and outboxes. Null is what cannot be known without RabbitMQ's management API.

    Without it there are no rates and no unacknowledged messages. How old the oldest message is,
    is known of outboxes only: RabbitMQ does not tell it of a quorum queue.
    """

    def question(_service: ServiceName) -> ReportQueues:
        return ReportQueues(question_id=new_id())

    told, silent = await ask_some(request, actor, SERVICES, question, QueuesReported)
    queues = tuple(queue for answer in told for queue in answer.queues)
    try:
        counted = await count_queues(state_of(request)["settings"])
    except UnmanagedError:
        return json_response(QueueList(items=queues, source="services", unanswered=silent))
    outboxes = tuple(queue for queue in queues if queue.kind == "outbox")
    items = (*counted, *outboxes)
    return json_response(QueueList(items=items, source="management", unanswered=silent))
