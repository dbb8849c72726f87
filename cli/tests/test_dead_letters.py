"""What an operator sees and is told; that replay keeps its promises is tested in the chassis."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.dead_letters import Letter, record
from hirewire_chassis.headers import death_headers
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.handling import wrap
from hirewire_contracts.jobs import CreateJob, JobDetails

JOBS = ("--service", "jobs")


@pytest.fixture
def bury(database: Database) -> Callable[..., Any]:
    async def bury(title: str = "Night porter", queue: str = "hirewire.jobs.commands.v1") -> None:
        command = CreateJob(job_id=new_id(), job=JobDetails(title=title))
        envelope = wrap(command, Context(workspace_id=new_id()))
        headers = death_headers(uuid4(), "poison", ValueError("the moon is wrong"))
        death_id = UUID(str(headers["hirewire-death-id"]))
        body = envelope.to_json()
        await record(
            database, Letter(death_id, queue, "poison", body, headers, None, envelope, envelope)
        )

    return bury


async def test_a_list_is_a_table_for_people_and_json_for_programs(hirewire: Any, bury: Any) -> None:
    await bury()
    await bury()

    table = await hirewire("dead-letters", "list", *JOBS)
    lines = await hirewire("dead-letters", "list", *JOBS, "--json", "--limit", "1")
    none = await hirewire("dead-letters", "list", *JOBS, "--status", "replayed", "--json")

    assert table.stdout.count("the moon is wrong") == 2
    assert "Night porter" not in table.stdout
    assert json.loads(lines.stdout)["id"] == 2
    assert none.stdout == ""


async def test_groups_count_what_died_of_the_same_thing(hirewire: Any, bury: Any) -> None:
    await bury()
    await bury()

    [group] = (await hirewire("dead-letters", "list", *JOBS, "--group", "--json")).stdout.split(
        "\n"
    )[:-1]

    assert json.loads(group)["letters"] == 2


async def test_archived_letters_leave_the_list_and_stay_in_the_table(
    hirewire: Any, bury: Any
) -> None:
    await bury()
    await bury()

    archived = await hirewire("dead-letters", "archive", *JOBS, "1")

    assert archived.stdout == "1\n"
    listed = await hirewire("dead-letters", "list", *JOBS, "--json")
    assert [json.loads(line)["id"] for line in listed.stdout.splitlines()] == [2]
    every = await hirewire("dead-letters", "list", *JOBS, "--json", "--status", "all")
    assert len(every.stdout.splitlines()) == 2


@pytest.mark.parametrize("verb", ["replay", "archive"])
async def test_nothing_happens_to_letters_that_are_not_named(
    hirewire: Any, bury: Any, verb: str
) -> None:
    await bury()

    done = await hirewire("dead-letters", verb, *JOBS)

    assert done.exit_code == 1
    assert "say which letters" in done.stderr
    listed = await hirewire("dead-letters", "list", *JOBS, "--json")
    assert len(listed.stdout.splitlines()) == 1


async def test_a_refusal_is_a_sentence_and_an_exit_code(
    hirewire: Any, bury: Any, vhost: Vhost
) -> None:
    await bury()

    done = await hirewire("dead-letters", "replay", *JOBS, "1", broker=vhost.url)

    assert done.exit_code == 1
    assert done.stdout == "1 refused (the queue hirewire.jobs.commands.v1 is gone)\n"


async def test_an_edit_needs_a_json_object(hirewire: Any, bury: Any, vhost: Vhost) -> None:
    await bury()
    edit = ("dead-letters", "edit", *JOBS, "1", "-")

    assert (await hirewire(*edit, stdin="[", broker=vhost.url)).exit_code == 1
    assert "object" in (await hirewire(*edit, stdin="[]", broker=vhost.url)).stderr


async def test_what_is_not_there_is_said(hirewire: Any) -> None:
    gone = await hirewire("dead-letters", "show", *JOBS, "7")
    unset = await hirewire("dead-letters", "list", "--service", "notifier")
    deaf = await hirewire("dead-letters", "replay", *JOBS, "7")

    assert (gone.exit_code, gone.stderr) == (1, "hirewire: jobs has no dead letter 7\n")
    assert (unset.exit_code, unset.stderr) == (2, "hirewire: NOTIFIER_DATABASE_URL is not set\n")
    assert (deaf.exit_code, deaf.stderr) == (2, "hirewire: HIREWIRE_ADMIN_AMQP_URL is not set\n")
