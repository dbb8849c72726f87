from hirewire_chassis import new_id
from hirewire_contracts.jobs import Job, JobStatusChanged, JobUpdated
from hirewire_contracts.settlement import CommandSettled, FieldError, Problem


async def test_a_job_is_created_and_read_back(gateway, ada):
    job = await gateway.job(ada, title="Nurse", locations=["Lyon"], publish=True)
    assert (job["status"], job["title"], job["locations"]) == ("open", "Nurse", ["Lyon"])
    assert (job["workspace_id"], job["created_by"]) == (str(ada.workspace_id), str(ada.id))
    read = await ada.get(f"/v1/jobs/{job['id']}")
    assert read.json() == job
    assert read.headers["etag"] == '"1"'
    assert read.json()["created_at"].endswith("Z")


async def test_created_says_where_and_which_version(gateway, ada):
    call = ada.post("/v1/jobs", json={"title": "Nurse"})
    response = await gateway.served(call, gateway.job_created)
    assert response.status_code == 201
    assert response.headers["location"] == f"/v1/jobs/{response.json()['id']}"
    assert response.headers["etag"] == '"1"'


async def test_the_command_carries_who_acts_and_the_operation(gateway, ada):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = {"Prefer": "respond-async", "traceparent": trace}
    response = await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=headers)
    (command,) = await gateway.commands()
    assert command.actorid == ada.id
    assert command.workspaceid == ada.workspace_id
    assert command.actorroles == ("owner",)
    assert command.traceparent == trace
    assert response.headers["location"] == f"/v1/operations/{command.correlationid}"


async def test_respond_async_answers_at_once_and_the_operation_ends_later(gateway, ada):
    headers = {"Prefer": "respond-async"}
    response = await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=headers)
    assert response.status_code == 202
    assert response.headers["preference-applied"] == "respond-async"
    operation = (await ada.get(response.headers["location"])).json()
    assert operation["status"] == "pending"
    assert operation["resource"]["kind"] == "job"
    assert (await ada.get(operation["resource"]["href"])).status_code == 404
    (command,) = await gateway.commands()
    for event in gateway.job_created(command, gateway.read(command)):
        await gateway.project(event, command)
    ended = (await ada.get(response.headers["location"])).json()
    assert ended["status"] == "succeeded"
    assert ended["finished_at"] is not None
    assert [step["type"] for step in ended["timeline"]] == ["accepted", "jobs.job_created.v1"]
    assert (await ada.get(operation["resource"]["href"])).json()["title"] == "Nurse"


async def test_the_wait_ends_with_202_when_nobody_answers(ada):
    headers = {"Prefer": "wait=0.05"}
    response = await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=headers)
    assert response.status_code == 202
    assert response.headers["preference-applied"] == "wait=0.05"
    assert response.json()["status"] == "pending"


async def test_a_rejection_is_the_clients_own_problem(gateway, ada):
    def reject(envelope, command):
        errors = (FieldError(pointer="/salary/max", detail="is less than min"),)
        problem = Problem(code="invalid", title="No", status=422, detail="So not.", errors=errors)
        return [_settled(envelope, command, "rejected", problem=problem)]

    response = await gateway.served(ada.post("/v1/jobs", json={"title": "Nurse"}), reject)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == "urn:hirewire:problem:invalid"
    assert response.json()["errors"] == [{"pointer": "/salary/max", "detail": "is less than min"}]


async def test_a_dead_letter_fails_the_operation_and_its_replay_completes_it(gateway, ada):
    def die(envelope, command):
        return [_settled(envelope, command, "failed", dead_letter_id=9)]

    response = await gateway.served(ada.post("/v1/jobs", json={"title": "Nurse"}), die)
    assert response.status_code == 500
    place = response.headers["location"]
    failed = (await ada.get(place)).json()
    assert (failed["status"], failed["dead_letter"]["id"]) == ("failed", 9)
    (command,) = await gateway.commands()
    for event in gateway.job_created(command, gateway.read(command)):
        await gateway.project(event, command)
    assert (await ada.get(place)).json()["status"] == "succeeded"


async def test_a_patch_sends_the_named_fields_and_the_version(gateway, ada):
    job = await gateway.job(ada)

    def update(envelope, command):
        assert command.changes == {"title": "Lead", "salary": None}
        assert command.expected_sequence == 1
        changed = {**job, "title": "Lead", "sequence": 2}
        return [JobUpdated(job=_job(changed), changed=("title",))]

    call = ada.patch(
        f"/v1/jobs/{job['id']}", json={"title": "Lead", "salary": None}, headers={"If-Match": '"1"'}
    )
    response = await gateway.served(call, update)
    assert response.status_code == 200
    assert response.json()["title"] == "Lead"
    assert response.headers["etag"] == '"2"'


async def test_an_old_version_is_refused_before_anything_is_sent(gateway, ada):
    job = await gateway.job(ada)
    sent = len(await gateway.commands())
    response = await ada.patch(
        f"/v1/jobs/{job['id']}", json={"title": "Lead"}, headers={"If-Match": '"7"'}
    )
    assert response.status_code == 412
    assert response.headers["etag"] == '"1"'
    assert len(await gateway.commands()) == sent


async def test_what_is_known_is_not_sent_again(gateway, ada):
    job = await gateway.job(ada)
    for known in ('"1"', 'W/"1"', '"0", "1"', "*"):
        response = await ada.get(f"/v1/jobs/{job['id']}", headers={"If-None-Match": known})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == '"1"'
    fresh = await ada.get(f"/v1/jobs/{job['id']}", headers={"If-None-Match": '"2"'})
    assert fresh.status_code == 200


async def test_each_verb_is_a_command_about_its_job(gateway, ada):
    job = await gateway.job(ada)
    for sequence, action in enumerate(("publish", "hold", "close", "reopen", "archive"), start=2):

        def change(envelope, command, action=action, sequence=sequence):
            assert (command.action, command.reason) == (action, "because")
            changed = _job({**job, "sequence": sequence})
            return [JobStatusChanged(job=changed, previous="draft")]

        call = ada.post(f"/v1/jobs/{job['id']}/{action}", json={"reason": "because"})
        response = await gateway.served(call, change)
        assert (response.status_code, response.json()["sequence"]) == (200, sequence)


async def test_a_verb_needs_no_body(gateway, ada):
    job = await gateway.job(ada)

    def change(_envelope, command):
        assert command.reason is None
        return [JobStatusChanged(job=_job({**job, "sequence": 2}), previous="draft")]

    response = await gateway.served(ada.post(f"/v1/jobs/{job['id']}/publish"), change)
    assert response.status_code == 200


async def test_somebody_elses_job_is_not_there(gateway, ada, bob):
    job = await gateway.job(ada)
    sent = len(await gateway.commands())
    for call in (
        bob.get(f"/v1/jobs/{job['id']}"),
        bob.patch(f"/v1/jobs/{job['id']}", json={"title": "Mine"}),
        bob.post(f"/v1/jobs/{job['id']}/archive"),
        bob.post(f"/v1/jobs/{job['id']}/matches"),
        bob.get(f"/v1/jobs/{job['id']}/matches"),
        bob.get(f"/v1/jobs/{new_id()}"),
        bob.get("/v1/jobs/not-an-id"),
        ada.post(f"/v1/jobs/{job['id']}/explode"),
    ):
        response = await call
        assert response.status_code == 404, response.text
    assert (await bob.get("/v1/jobs")).json()["items"] == []
    assert len(await gateway.commands()) == sent


def _settled(envelope, command, outcome, **more):
    return CommandSettled(
        subject_id=command.subject,
        service="jobs",
        command_id=envelope.id,
        command_type=envelope.type,
        outcome=outcome,
        **more,
    )


def _job(state):
    return Job.model_validate(state)
