"""While the broker takes nothing, writes are accepted up to a bound and refused beyond it."""

from hirewire_chassis import Context, tables
from sqlalchemy import delete

ASYNC = {"Prefer": "respond-async"}


async def test_writes_within_the_bound_are_accepted_and_more_are_told_to_come_later(settings, run):
    async with run(settings.model_copy(update={"outbox_bound": 4})) as gateway:
        ada = await gateway.register()
        keyed = {**ASYNC, "Idempotency-Key": "first"}
        within = [await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=keyed)]
        within += [
            await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=ASYNC) for _ in range(2)
        ]
        assert [answer.status_code for answer in within] == [202] * 3
        await gateway.state["runtime"].backlog.measure()
        before = await gateway.outbox()

        refused = await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=ASYNC)
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert refused.json()["type"] == "urn:hirewire:problem:backlog_full"
        stranger = {"email": "bob@example.org", "password": "six grey herons", "name": "Bob"}
        assert (await gateway.client.post("/v1/auth/register", json=stranger)).status_code == 503
        reset = {"email": ada.email}
        answer = await gateway.client.post("/v1/auth/password-reset", json=reset)
        assert answer.status_code == 503
        again = await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=keyed)
        assert again.status_code == 202, "what was accepted is no new write"
        assert (await ada.get("/v1/jobs")).status_code == 200
        assert await gateway.outbox() == before

        async with gateway.database.transaction(Context()) as tx:
            await tx.session.execute(delete(tables.outbox))
        await gateway.state["runtime"].backlog.measure()
        assert (
            await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=ASYNC)
        ).status_code == 202


async def test_a_refused_write_frees_its_key(settings, run):
    async with run(settings.model_copy(update={"outbox_bound": 1})) as gateway:
        ada = await gateway.register()
        backlog = gateway.state["runtime"].backlog
        await backlog.measure()
        keyed = {**ASYNC, "Idempotency-Key": "refused"}
        refused = await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=keyed)
        assert refused.status_code == 503

        async with gateway.database.transaction(Context()) as tx:
            await tx.session.execute(delete(tables.outbox))
        await backlog.measure()
        again = await ada.post("/v1/jobs", json={"title": "Nurse"}, headers=keyed)
        assert again.status_code == 202
