"""Judges a history against tables and queues. It knows the promises, not how they are kept.

I1 an accepted command has one final effect or one dead letter; I2 nothing took effect twice; I3
outboxes drain and what was ever in one was handled or is a dead letter; I4 nothing was handled
that nobody sent; I5 no projection and no reader went back; I6 queues are consumed and empty,
nothing is unacknowledged, processes stay small; I7 recovery in 30 s (see settling); I8 published =
handled + dead + parked.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aio_pika
import asyncpg

from tests.faults.history import records
from tests.faults.world import ABSENT, World

PARKED = "hirewire.parked"
MOST_MIB = 400.0
RUNNING = ("gateway", "jobs", "ai_worker", "matching", "notifier")
_STATUS = {
    "publish": "open", "hold": "on_hold", "reopen": "open", "close": "closed",
    "archive": "archived",
}  # fmt: skip


@dataclass(slots=True)
class Verdict:
    """What is wrong, by invariant; ``lost`` and ``duplicated`` name commands and messages."""

    lost: set[str] = field(default_factory=set)
    duplicated: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    facts: dict[str, int] = field(default_factory=dict)

    @property
    def fine(self) -> bool:
        return not (self.lost or self.duplicated or self.faults)

    def lose(self, invariant: str, ids: Iterable[object], why: str) -> None:
        self._blame(self.lost, invariant, ids, why)

    def double(self, invariant: str, ids: Iterable[object], why: str) -> None:
        self._blame(self.duplicated, invariant, ids, why)

    def _blame(self, names: set[str], invariant: str, ids: Iterable[object], why: str) -> None:
        found = sorted({str(name) for name in ids})
        names.update(found)
        if found:
            self.faults.append(f"{invariant}: {len(found)} {why}: {', '.join(found[:3])}")


@dataclass(frozen=True, slots=True)
class Account:
    """What clients were told, from the history alone."""

    titles: Mapping[str, str]
    """Title -> ok | fail | unknown of each create."""
    resources: Mapping[str, str]
    """Title -> the id that its client was given."""
    foreign: Mapping[str, str]
    """Message id -> ok | unknown of each message of a foreign program."""
    steps: Mapping[str, list[tuple[str, str]]]
    """Job -> its status changes with their outcomes, in order."""
    backward: list[str]
    surprises: list[str]


def read_history(world: World) -> Account:
    titles: dict[str, str] = {}
    resources: dict[str, str] = {}
    foreign: dict[str, str] = {}
    steps: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    seen: dict[str, int] = {}
    backward: list[str] = []
    surprises: list[str] = []
    for record in records(world.history.path):
        kind, what = record["kind"], record.get("what")
        outcome = "unknown" if kind == "invoke" else kind
        if kind == "read":
            if record["sequence"] < seen.get(record["op"], 0):
                backward.append(record["op"])
            seen[record["op"]] = record["sequence"]
        elif kind == "retry" and record.get("status") == 500:
            surprises.append(record["why"])
        elif kind not in {"invoke", "ok", "fail", "unknown"}:
            continue
        elif what == "create":
            titles[record["title"]] = outcome
            if kind == "ok":
                resources[record["title"]] = record["job"]
        elif what == "foreign":
            foreign[record["op"]] = outcome
        elif what in _STATUS and kind != "invoke":
            steps[record["job"]].append((what, outcome))
    return Account(titles, resources, foreign, steps, backward, surprises)


async def check(world: World) -> Verdict:
    """Everything that can be held against the whole history of this world."""
    verdict = Verdict()
    account = read_history(world)
    connection = await asyncpg.connect(world.admin_url)
    try:
        await _check_commands(connection, account, verdict)
        await _check_effects(connection, account, verdict)
        await _check_messages(world, connection, account, verdict)
        await _check_projections(connection, account, verdict)
        await _check_letters(world, connection, verdict)
        await _check_flows(connection, verdict)
    finally:
        await connection.close()
    await _check_queues(world, verdict)
    for process in world.processes.values():
        if (size := process.rss_mib()) > MOST_MIB:
            verdict.faults.append(f"I6: {process.name} takes {size:.0f} MiB")
    if account.surprises:
        first = account.surprises[0]
        verdict.faults.append(f"{len(account.surprises)} answers were 500, the first: {first}")
    return verdict


async def _check_commands(
    connection: asyncpg.Connection, account: Account, verdict: Verdict
) -> None:
    """I1 and I2 as the client of the gateway sees them: a title is a job, once."""
    stored: defaultdict[str, list[str]] = defaultdict(list)
    for row in await connection.fetch("select id, title from jobs.jobs"):
        stored[row["title"]].append(str(row["id"]))
    dead = {
        row["title"]
        for row in await connection.fetch(
            "select envelope->'data'->'job'->>'title' as title from jobs.dead_letters"
        )
    }
    verdict.facts["accepted"] = sum(outcome == "ok" for outcome in account.titles.values())
    for title, outcome in account.titles.items():
        if len(stored[title]) > 1:
            verdict.double("I2", [title], "writes made two jobs")
        if outcome == "ok" and not stored[title] and title not in dead:
            verdict.lose("I1", [title], "accepted writes had no effect")
        if outcome == "fail" and stored[title]:
            verdict.faults.append(f"I1: a refused write took effect: {title}")
        if stored[title] and outcome == "ok" and account.resources[title] not in stored[title]:
            verdict.faults.append(f"I1: a write made another job than was answered: {title}")
    pending = await connection.fetch("select id from gateway.operations where status = 'pending'")
    verdict.lose("I1", [row["id"] for row in pending], "operations never ended")
    await _check_steps(connection, account, verdict)


async def _check_steps(connection: asyncpg.Connection, account: Account, verdict: Verdict) -> None:
    """Each job has the status and the version that its one writer was told."""
    rows = await connection.fetch("select id, status, sequence from jobs.jobs")
    jobs = {str(row["id"]): row for row in rows}
    for job, steps in account.steps.items():
        if any(outcome == "unknown" for _, outcome in steps) or job not in jobs:
            continue
        applied = [step for step, outcome in steps if outcome == "ok"]
        if applied and jobs[job]["status"] != _STATUS[applied[-1]]:
            verdict.lose("I1", [job], "jobs have not the status that was confirmed")
        if jobs[job]["sequence"] > 1 + len(applied):
            verdict.double("I2", [job], "jobs changed more often than was asked")
        if jobs[job]["sequence"] < 1 + len(applied):
            verdict.lose("I1", [job], "jobs changed less often than was confirmed")


async def _check_effects(
    connection: asyncpg.Connection, account: Account, verdict: Verdict
) -> None:
    """Each command was answered by one event or settlement; a failure may precede a replay."""
    answers: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    for row in await connection.fetch(
        "select causation, outcome from faults.sent where service = 'jobs'"
    ):
        (failures if row["outcome"] == "failed" else answers)[str(row["causation"])] += 1
    rows = await connection.fetch(
        "select message_id from faults.sent where routing_key like 'jobs.%' and service = 'gateway'"
    )
    commands = {str(row["message_id"]) for row in rows}
    parked_or_dead = {
        row["message_id"]
        for row in await connection.fetch("select message_id from jobs.dead_letters")
    }
    foreign = {name for name, outcome in account.foreign.items() if outcome == "ok"}
    handled = {
        str(row["message_id"])
        for row in await connection.fetch(
            "select message_id from jobs.inbox where handler like 'commands:%'"
        )
    }
    verdict.facts["commands"] = len(commands) + len(foreign)
    asked = commands | handled
    verdict.double("I2", [c for c in asked if answers[c] > 1], "commands took effect twice")
    verdict.lose(
        "I1",
        [c for c in commands | (handled & foreign) if not answers[c] and c not in parked_or_dead],
        "commands had neither an effect nor a dead letter",
    )


async def _check_messages(
    world: World, connection: asyncpg.Connection, account: Account, verdict: Verdict
) -> None:
    """I3, I4 and I8: sent and foreign messages on one side, handled and dead on the other."""
    owners = await _subscribers(world)
    ended = await _ended(connection)
    waiting = await parked(world)
    sent = await connection.fetch("select message_id, routing_key from faults.sent")
    missing = [
        row["message_id"]
        for row in sent
        for service in owners.get(row["routing_key"], ())
        if str(row["message_id"]) not in ended[service] | waiting
    ]
    verdict.lose("I3", missing, "messages left an outbox and reached no handler")
    everybody = set().union(*ended.values(), waiting)
    confirmed = {name for name, outcome in account.foreign.items() if outcome == "ok"}
    verdict.lose("I8", confirmed - everybody, "confirmed foreign messages are gone")
    known = {str(row["message_id"]) for row in sent} | set(account.foreign)
    ghosts = [
        str(row["message_id"])
        for service in RUNNING
        for row in await connection.fetch(f"select message_id from {service}.inbox")
        if str(row["message_id"]) not in known
    ]
    if ghosts:
        verdict.faults.append(f"I4: {len(ghosts)} handled messages nobody sent: {ghosts[:3]}")
    for service in RUNNING:
        if left := await connection.fetchval(f"select count(*) from {service}.outbox"):
            verdict.faults.append(f"I3: {left} rows are left in the outbox of {service}")
    verdict.facts["messages"] = len(known)


async def _subscribers(world: World) -> Mapping[str, set[str]]:
    """Routing key -> the services with a queue that is bound to it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for binding in await world.api("GET", "bindings/{vhost}"):
        parts = binding["destination"].split(".")
        if binding["source"] in {"hirewire.commands", "hirewire.events"} and len(parts) == 4:
            found[binding["routing_key"]].add(parts[1])
    return found


async def _ended(connection: asyncpg.Connection) -> Mapping[str, set[str]]:
    """Service -> ids of the messages that it handled or buried."""
    found = {}
    for service in RUNNING:
        rows = await connection.fetch(
            f"select message_id::text as id from {service}.inbox union"
            f" select message_id from {service}.dead_letters"
        )
        found[service] = {str(row["id"]) for row in rows}
    return found


async def _check_projections(
    connection: asyncpg.Connection, account: Account, verdict: Verdict
) -> None:
    """I5, and the view is what the owner has."""
    backward = await connection.fetch("select id from faults.regressions")
    if backward or account.backward:
        names = [str(row["id"]) for row in backward] + account.backward
        verdict.faults.append(f"I5: {len(names)} projections or reads went back: {names[:3]}")
    unlike = await connection.fetch(
        "select j.id from jobs.jobs j left join gateway.view_jobs v on v.id = j.id"
        " where v.id is null or v.sequence <> j.sequence or v.state->>'status' <> j.status"
    )
    verdict.lose("I3", [row["id"] for row in unlike], "jobs differ from what the view shows")


async def _check_flows(connection: asyncpg.Connection, verdict: Verdict) -> None:
    """I1 and I2 for ticks and trips: each once, and a trip has one end."""
    for table, key in (("ticks", "fire_at::text"), ("trips", "trip_id || ' ' || what")):
        twice = await connection.fetch(
            f"select {key} as name from faults.{table} group by 1 having count(*) > 1"
        )
        verdict.double("I2", [row["name"] for row in twice], f"{table} took effect twice")
    missing = await connection.fetch(
        "select fire_at from jobs.schedule_fires where fire_at not in (select fire_at from"
        " faults.ticks) and schedule = 'faults-tick'"
    )
    verdict.lose("I1", [row["fire_at"] for row in missing], "ticks had no effect")
    ends = await connection.fetch(
        "select id from jobs.processes where kind = 'faults-trip' and 1 <> (select count(*)"
        " from faults.trips where trip_id = id and what = state)"
    )
    verdict.lose("I1", [row["id"] for row in ends], "trips did not end once")


async def _check_letters(world: World, connection: asyncpg.Connection, verdict: Verdict) -> None:
    letters = [
        row
        for service in RUNNING
        for row in await connection.fetch(
            f"select origin_queue, reason, error_message from {service}.dead_letters"
        )
    ]
    verdict.facts["dead_letters"] = len(letters)
    if len(letters) != world.allowed_letters:
        last = dict(letters[-1]) if letters else None
        verdict.faults.append(
            f"I8: {len(letters)} dead letters, {world.allowed_letters} were asked for: {last}"
        )


async def _check_queues(world: World, verdict: Verdict) -> None:
    for name, state in (await queues(world)).items():
        if name in {ABSENT, PARKED}:
            continue
        if state["ready"]:
            verdict.faults.append(f"I6: {state['ready']} messages wait in {name}")
        if not state["consumers"] and ".delay." not in name:
            verdict.faults.append(f"I6: nobody consumes {name}")
    if left := await unacknowledged(world):
        verdict.faults.append(f"I6: {left} messages are neither ready nor settled")


async def queues(world: World) -> dict[str, dict[str, int]]:
    """Ready messages and consumers of each queue, asked of the queues themselves.

    Not of those that belong to one connection: they are of no account when it ends.
    """
    listed = await world.api("GET", "queues/{vhost}?disable_stats=true")
    connection = await aio_pika.connect(world.amqp_url, timeout=5)
    found = {}
    async with connection:
        channel = await connection.channel()
        for queue in (each for each in listed if not each.get("exclusive")):
            declared = await channel.declare_queue(queue["name"], passive=True)
            result = declared.declaration_result
            found[queue["name"]] = {
                "ready": result.message_count or 0,
                "consumers": result.consumer_count or 0,
            }
    return found


async def parked(world: World) -> set[str]:
    """Ids of the messages for which nobody was found; they stay where they are."""
    found: set[str] = set()
    connection = await aio_pika.connect(world.amqp_url, timeout=5)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue(PARKED)
        while (message := await queue.get(fail=False)) is not None:
            found.add(str(message.message_id))
    return found


async def unacknowledged(world: World) -> int:
    """What is delivered, or on its way from queue to queue, and not settled yet.

    The broker's statistics are seconds old.
    """
    listed: list[dict[str, Any]] = await world.api("GET", "queues/{vhost}")
    kinds = ("messages_unacknowledged", "messages_dlx")
    return sum(queue.get(kind, 0) for queue in listed for kind in kinds)


async def settle(world: World, seconds: float = 30) -> None:
    """I7: until everything is quiet again; what is still not then shows in the check."""
    try:
        async with asyncio.timeout(seconds):
            while not await quiet(world):
                await asyncio.sleep(0.2)
    except TimeoutError:
        return


async def quiet(world: World) -> bool:
    pending = await world.value(
        "select (select count(*) from gateway.operations where status = 'pending')"
        + "".join(f" + (select count(*) from {service}.outbox)" for service in RUNNING)
    )
    if pending:
        return False
    busy = [
        name
        for name, state in (await queues(world)).items()
        if state["ready"] and name not in {ABSENT, PARKED}
    ]
    return not busy and not await unacknowledged(world)
