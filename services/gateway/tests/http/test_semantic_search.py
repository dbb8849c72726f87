"""Searches by meaning: matching answers over a real broker, and is missed when it is away."""

import asyncio
from datetime import UTC, datetime
from typing import ClassVar

from hirewire_chassis import Context, new_id
from hirewire_chassis.outbox import envelope_for
from hirewire_chassis.runtime import Runtime
from hirewire_chassis.settings import ServiceSettings
from hirewire_chassis.testing.handling import deliver
from hirewire_contracts.jobs import Job, JobCreated
from hirewire_embedding import Embedder
from hirewire_matching.main import Tools, replies, subscriptions
from pydantic import SecretStr

AT = "2026-11-20T09:00:00Z"
TITLES = ("Nurse", "Software developer", "Kubernetes engineer")


class MatchingProbe(ServiceSettings):
    service: ClassVar[str] = "matching"


async def _tell(gateway, matching, tools, person, title):
    stamp = {"id": new_id(), "workspace_id": person.workspace_id, "sequence": 1}
    job = {**stamp, "created_at": AT, "updated_at": AT, "title": title, "status": "open"}
    event = JobCreated(job=Job.model_validate(job))
    context = Context(workspace_id=person.workspace_id, actor_id=person.id)
    await gateway.project(event, context)
    envelope = envelope_for(event, context, "jobs", datetime.now(UTC))
    await deliver(matching.database, subscriptions(tools), envelope)


async def _search(person, **params):
    response = await person.get("/v1/search/jobs", params=params)
    assert response.status_code == 200, response.text
    return response.json()


def _titles(found):
    return [hit["resource"]["title"] for hit in found["items"]]


async def test_meaning_is_searched_while_matching_is_there_and_words_while_it_is_not(
    settings, databases, vhost, run, tmp_path
):
    tools = Tools(await asyncio.to_thread(Embedder.load, tmp_path))
    url, amqp = SecretStr(databases.url_of("matching")), SecretStr(vhost.url)
    probe = MatchingProbe(database_url=url, amqp_url=amqp)
    async with run(settings.model_copy(update={"amqp_url": amqp})) as gateway:
        ada = await gateway.register()
        bob = await gateway.register("bob@example.org", "Bob")
        async with Runtime(probe, (), replies=replies(tools)) as matching:
            for title in TITLES:
                await _tell(gateway, matching, tools, ada, title)
            async with asyncio.timeout(30):
                while (await _search(ada, q="programmer", mode="semantic"))["notice"]:
                    await asyncio.sleep(0.1)
            await _by_meaning(ada, bob)
            first = await _search(ada, q="engineer", mode="hybrid", limit=1)
        fallen = await _search(ada, q="kubernetes", mode="hybrid")
        assert (_titles(fallen), fallen["mode_used"]) == (["Kubernetes engineer"], "keyword")
        assert "Matching is away" in fallen["notice"]
        going_on = {"q": "engineer", "mode": "hybrid", "cursor": first["next_cursor"]}
        assert (await ada.get("/v1/search/jobs", params=going_on)).status_code == 422


async def _by_meaning(ada, bob):
    found = await _search(ada, q="writes computer programs", mode="semantic")
    assert (found["mode_used"], _titles(found)[0]) == ("semantic", "Software developer")
    assert len(found["items"]) == len(TITLES)
    both = await _search(ada, q="kubernetes", mode="hybrid")
    assert (both["mode_used"], _titles(both)[0]) == ("hybrid", "Kubernetes engineer")
    filtered = await _search(ada, q="kubernetes", mode="semantic", status="draft")
    assert filtered["items"] == []
    nothing = await _search(bob, q="kubernetes", mode="semantic")
    assert (nothing["items"], nothing["mode_used"]) == ([], "semantic")
    assert (await _search(ada, mode="semantic"))["mode_used"] == "keyword"
    pages, cursor = [], {}
    while cursor is not None:
        page = await _search(ada, q="engineer", mode="hybrid", limit=1, **cursor)
        pages += _titles(page)
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    assert sorted(pages) == sorted(TITLES)
