"""What a service says of its schedules, and how one is paused, resumed or run."""

from dataclasses import asdict

from hirewire_contracts import Answer
from hirewire_contracts.instance import ScheduleState
from hirewire_contracts.operating import ChangeSchedule, ListSchedules, SchedulesListed

from hirewire_chassis import schedule_store as schedules
from hirewire_chassis.context import Context
from hirewire_chassis.office import Office, refused
from hirewire_chassis.schedule_store import State


async def list_schedules(question: ListSchedules, _by: str, office: Office) -> Answer:
    found = await _schedules(office)
    return SchedulesListed(question_id=question.question_id, schedules=found)


async def change_schedule(question: ChangeSchedule, by: str, office: Office) -> Answer:
    name = question.name
    async with office.database.transaction(Context()) as tx:
        if not await schedules.exist(tx.session):
            known = False
        elif question.change == "run":
            known = await schedules.request(tx, name, by)
        else:
            known = await schedules.pause(tx, name, by, paused=question.change == "pause")
    if not known:
        return refused(question, 404, "not_found", f"There is no schedule {name!r} here.")
    found = tuple(each for each in await _schedules(office) if each.name == name)
    return SchedulesListed(question_id=question.question_id, schedules=found)


async def _schedules(office: Office) -> tuple[ScheduleState, ...]:
    async with office.database.reading(Context()) as session:
        if not await schedules.exist(session):
            return ()
        found = await schedules.find(session)
    return tuple(_schedule(office.database.service, state) for state in found)


def _schedule(service: str, state: State) -> ScheduleState:
    fields = asdict(state)
    jitter = fields.pop("jitter").total_seconds()
    return ScheduleState(service=service, jitter_seconds=jitter, **fields)
