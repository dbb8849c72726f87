"""What is sent by the clock: /v1/admin/schedules."""

from typing import Annotated, Literal

from fastapi import Depends, Request
from hirewire_chassis import new_id
from hirewire_contracts.instance import ScheduleState, ServiceName
from hirewire_contracts.operating import ChangeSchedule, ListSchedules, SchedulesListed
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.admin.asking import SERVICES, ask, ask_some, note
from hirewire_gateway.http.admin.models import ScheduleList
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.permissions import Actor

routes = router("/v1/admin/schedules", "operators")
Reader = Annotated[Actor, Depends(Permit("admin:read"))]
Writer = Annotated[Actor, Depends(Permit("admin:write"))]
_LONGEST_NAME = 200


@routes.get("", response_model=ScheduleList)
async def list_schedules(request: Request, actor: Reader) -> Response:
    """All of every service, with the last result; there is one page."""

    def question(_service: ServiceName) -> ListSchedules:
        return ListSchedules(question_id=new_id())

    told, silent = await ask_some(request, actor, SERVICES, question, SchedulesListed)
    items = tuple(schedule for answer in told for schedule in answer.schedules)
    return json_response(ScheduleList(items=items, unanswered=silent))


@routes.post("/{service}/{name}/{change}", response_model=ScheduleState)
async def change_schedule(
    request: Request,
    service: ServiceName,
    name: str,
    change: Literal["pause", "resume", "run"],
    actor: Writer,
) -> Response:
    """``run`` sends it within two seconds, beside its plan. What a pause missed stays missed."""
    if len(name) > _LONGEST_NAME:
        raise not_found("schedule")
    await note(request, actor, f"schedule.{change}", {"service": service, "name": name})
    question = ChangeSchedule(question_id=new_id(), name=name, change=change)
    answer = await ask(request, actor, service, question, SchedulesListed)
    return json_response(answer.schedules[0])
