"""An operator over HTTP: the services answer for themselves over a real broker."""

import asyncio
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest
from hirewire_chassis import PoisonError, Subscription
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.settings import ServiceSettings
from hirewire_contracts.jobs import CreateJob
from hirewire_gateway.identity.operators import mark_operator
from hirewire_jobs.main import subscriptions as jobs_subscriptions
from pydantic import SecretStr

NURSE = {"title": "Nurse"}
BASE = "/v1/admin/dead-letters"


class JobsProbe(ServiceSettings):
    service: ClassVar[str] = "jobs"


def _broken():
    async def fail(_command, _tx):
        raise PoisonError("a bug")

    commands, *others = jobs_subscriptions()
    return (Subscription(commands.name, {**commands.handlers, CreateJob: fail}), *others)


@pytest.fixture
async def served(settings, databases, vhost, broker_address, run):
    """The gateway at a broker, an operator, and the jobs service in a form of one's choice."""

    @asynccontextmanager
    async def jobs(subscriptions):
        url = SecretStr(databases.url_of("jobs"))
        runtime = Runtime(JobsProbe(database_url=url, amqp_url=SecretStr(vhost.url)), subscriptions)
        async with runtime:
            await _up(runtime)
            yield

    own = {
        "amqp_url": SecretStr(vhost.url),
        "default_wait_seconds": 20,
        "management_url": SecretStr(broker_address.management_url),
    }
    async with run(settings.model_copy(update=own)) as gateway:
        await _up(gateway.state["runtime"])
        ada = await gateway.register()
        await mark_operator(gateway.database, ada.email, "root", is_operator=True)
        yield gateway, ada, jobs


async def _up(runtime):
    async with asyncio.timeout(20):
        await runtime._consuming.up.wait()
        await runtime.publisher.link.up.wait()


async def test_a_replay_over_http_completes_what_waits_and_has_one_effect(served):
    _gateway, ada, jobs = served
    async with jobs(_broken()):
        failed = await ada.post("/v1/jobs", json=NURSE)
        assert failed.status_code == 500
        operation = (await ada.get(failed.headers["location"])).json()
        letter = operation["dead_letter"]
        assert operation["status"] == "failed"

        listed = (await ada.get(f"{BASE}?service=jobs&status=new")).json()
        [group] = (await ada.get(f"{BASE}/groups?service=jobs")).json()["items"]
        shown = (await ada.get(f"{BASE}/{letter['service']}/{letter['id']}")).json()
        dry = await ada.post(f"{BASE}/replay", json={**letter_of(letter), "dry_run": True})
    assert [(each["id"], each["error_class"]) for each in listed["items"]] == [
        (letter["id"], "PoisonError")
    ]
    assert (group["letters"], group["example"]) == (1, letter["id"])
    assert shown["envelope"]["data"]["job"]["title"] == "Nurse"
    assert dry.json()["outcomes"][0]["outcome"] == "would be replayed"

    async with jobs(jobs_subscriptions()):
        told = (await ada.post(f"{BASE}/replay", json=letter_of(letter))).json()
        again = (await ada.post(f"{BASE}/replay", json=letter_of(letter))).json()
        forced = {**letter_of(letter), "force": True}
        twice = (await ada.post(f"{BASE}/replay", json=forced)).json()
        async with asyncio.timeout(20):
            while (await ada.get(f"/v1/operations/{operation['id']}")).json()[
                "status"
            ] != "succeeded":
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        jobs_seen = (await ada.get("/v1/jobs")).json()["items"]
    outcomes = [each["outcomes"][0]["outcome"] for each in (told, again, twice)]
    assert outcomes == ["replayed", "refused", "replayed"]
    assert [job["title"] for job in jobs_seen] == ["Nurse"]

    log = (await ada.get("/v1/admin/audit-log")).json()["items"]
    assert [line["action"] for line in log] == [
        *["dead_letters.replay"] * 4,
        "dead_letter.show",
        "operator.granted",
        "user.registered",
    ]
    assert {line["actor_id"] for line in log} == {str(ada.id), None}


def letter_of(letter):
    return {"service": letter["service"], "letters": [letter["id"]]}


async def test_letters_of_all_services_come_page_by_page_and_are_archived(served):
    _gateway, ada, jobs = served
    async with jobs(_broken()):
        for _ in range(3):
            assert (await ada.post("/v1/jobs", json=NURSE)).status_code == 500
        first = (await ada.get(f"{BASE}?limit=2")).json()
        second = (await ada.get(f"{BASE}?limit=2&cursor={first['next_cursor']}")).json()
        other = await ada.get(f"{BASE}?limit=2&status=new&cursor={first['next_cursor']}")
        wrong = await ada.get(f"{BASE}?colour=red")
        chosen = {"service": "jobs", "type": CreateJob.type}
        archived = (await ada.post(f"{BASE}/archive", json=chosen)).json()
        nothing = await ada.post(f"{BASE}/archive", json={"service": "jobs"})
        missing = await ada.get(f"{BASE}/jobs/999999")
        odd = await ada.get(f"{BASE}/nowhere/1")
        edit = {"data": {"job_id": "no"}}
        edited = await ada.post(f"{BASE}/jobs/{first['items'][0]['id']}/edit", json=edit)
    ids = [each["id"] for each in (*first["items"], *second["items"])]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), second["next_cursor"]) == (3, None)
    assert {"ai_worker", "matching", "notifier"} == set(first["unanswered"])
    assert (archived["count"], sorted(archived["letters"])) == (3, sorted(ids))
    for response, status in ((other, 422), (wrong, 422), (nothing, 422), (missing, 404)):
        assert response.status_code == status, response.text
    assert odd.status_code == 404
    assert edited.json()["outcomes"][0]["outcome"] == "refused"


async def test_queues_and_schedules_are_seen_and_a_silent_service_is_said_to_be(served):
    _gateway, ada, jobs = served
    async with jobs(jobs_subscriptions()):
        queues = (await ada.get("/v1/admin/queues")).json()
        schedules = (await ada.get("/v1/admin/schedules")).json()
        unknown = await ada.post("/v1/admin/schedules/jobs/digest/run")
        silent = await ada.post("/v1/admin/schedules/notifier/digest/pause")
    found = {(each["service"], each["name"]): each for each in queues["items"]}
    assert queues["source"] == "management"
    assert found["jobs", "hirewire.jobs.commands.v1"]["kind"] == "work"
    assert found["broker", "hirewire.parked"]["kind"] == "other"
    assert found["jobs", "outbox"]["ready"] == 0
    assert schedules["unanswered"] == ["ai_worker", "matching", "notifier"]
    assert unknown.status_code == 404
    assert (silent.status_code, silent.headers["retry-after"]) == (504, "5")


async def test_owners_are_no_operators_and_operators_see_no_foreign_workspace(gateway, ada, bob):
    await mark_operator(gateway.database, bob.email, "root", is_operator=True)

    assert (await ada.get("/v1/admin/queues")).status_code == 403
    there = {"X-Workspace-Id": str(ada.workspace_id)}
    assert (await bob.get("/v1/jobs", headers=there)).status_code == 404
    assert (await bob.get("/v1/admin/audit-log", headers=there)).status_code == 404
    assert (await bob.get("/v1/admin/audit-log")).status_code == 200
    wish = {"name": "x", "permissions": ["admin:read"]}
    assert (await bob.post("/v1/api-keys", json=wish)).status_code in {403, 422}
    await mark_operator(gateway.database, bob.email, "root", is_operator=False)
    assert (await bob.get("/v1/admin/audit-log")).status_code == 403
