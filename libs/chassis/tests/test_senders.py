"""Only what the broker vouches for counts: who sent it, and what that login was granted."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from hirewire_chassis.errors import PoisonError
from hirewire_chassis.senders import SENDER, ForgedError, Grant, Guard, Sender, login_of
from hirewire_chassis.topology import COMMANDS, DEAD, RETURN
from hirewire_contracts import Envelope

WORKSPACE = UUID("01997a10-0000-7000-8000-0000000000aa")
GRANT = Grant("crawler", "recruiter", WORKSPACE)
GUARD = Guard("hirewire_jobs")
KEY = "jobs.create_job.v1"


def said(**more: Any) -> bytes:
    whole = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "/crawler",
        "type": KEY,
        "time": "2026-11-20T09:00:00Z",
        "data": {"job_id": str(uuid4())},
        **more,
    }
    return json.dumps(whole).encode()


def admitted(body: bytes, login: str | None = GRANT.login, key: str | None = KEY) -> Envelope:
    return Envelope.model_validate_json(GUARD.admit(body, Sender(login, key)))


class Delivery:
    """The parts of a delivery that the broker or its publisher sets."""

    def __init__(self, exchange: str, user_id: str | None, headers: Any = None) -> None:
        self.exchange, self.user_id = exchange, user_id
        self.headers, self.routing_key = headers or {}, KEY


def sender(exchange: str, user_id: str | None, **headers: Any) -> Sender:
    return GUARD.sender_of(Delivery(exchange, user_id, headers))  # type: ignore[arg-type]


def test_a_login_says_its_grant() -> None:
    assert Grant.of(GRANT.login) == GRANT
    assert Grant("crawler", "viewer", WORKSPACE).actor_id == GRANT.actor_id
    assert Grant("other", "recruiter", WORKSPACE).actor_id != GRANT.actor_id
    assert len(GRANT.login) < 255


@pytest.mark.parametrize(
    "login",
    [
        "crawler",
        "",
        "program.crawler.emperor." + str(WORKSPACE),
        "program.crawler.recruiter.0",
        f"program.crawler.recruiter.{WORKSPACE}.more",
        f"xprogram.crawler.recruiter.{WORKSPACE}",
        f"program.Crawler.recruiter.{WORKSPACE}",
    ],
)
def test_other_logins_have_none(login: str) -> None:
    assert Grant.of(login) is None
    with pytest.raises(ForgedError, match="registered"):
        admitted(said(), login)


def test_what_a_program_leaves_out_is_what_it_was_granted() -> None:
    envelope = admitted(said())
    assert envelope.workspaceid == WORKSPACE
    assert envelope.actorid == GRANT.actor_id
    assert envelope.actorroles == ("recruiter",)


def test_it_may_say_what_it_was_granted_or_less() -> None:
    own = {"workspaceid": str(WORKSPACE).upper(), "actorid": str(GRANT.actor_id)}
    assert admitted(said(**own, actorroles="viewer")).actorroles == ("viewer",)
    assert admitted(said(actorroles="")).actorroles == ()


@pytest.mark.parametrize(
    "forged",
    [
        {"workspaceid": str(uuid4())},
        {"workspaceid": [str(WORKSPACE)]},
        {"actorid": str(uuid4())},
        {"actorroles": "owner"},
        {"actorroles": "viewer admin"},
        {"actorroles": ["recruiter"]},
        {"type": "jobs.update_job.v1"},
        {"type": ["jobs.create_job.v1"]},
    ],
)
def test_what_goes_beyond_is_forged(forged: dict[str, Any]) -> None:
    with pytest.raises(ForgedError):
        admitted(said(**forged))


def test_a_program_tells_no_events() -> None:
    with pytest.raises(ForgedError, match="owner"):
        admitted(said(type="jobs.job_created.v1"), key="jobs.job_created.v1")


def test_of_two_workspaces_in_one_message_the_checked_one_counts() -> None:
    """Parsers differ in which of two equal names they take."""
    body = said(workspaceid=str(WORKSPACE))
    twice = b'{"workspaceid":"%s",' % str(uuid4()).encode() + body[1:]
    assert admitted(twice).workspaceid == WORKSPACE
    assert GUARD.admit(twice, Sender(GRANT.login)).count(b'"workspaceid"') == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"[" * 100_000, b'"a"'])
def test_what_is_no_message_is_undecodable_rather_than_forged(body: bytes) -> None:
    with pytest.raises(PoisonError) as raised:
        admitted(body)
    assert not isinstance(raised.value, ForgedError)


@pytest.mark.parametrize("login", ["hirewire_gateway", "hirewire_jobs"])
def test_our_own_are_taken_at_their_word(login: str) -> None:
    body = said(workspaceid=str(uuid4()), actorroles="owner")
    assert GUARD.admit(body, Sender(login)) is body


def test_nobody_s_word_is_forged() -> None:
    with pytest.raises(ForgedError, match="user_id"):
        admitted(said(), None)


def test_a_program_that_names_another_sender_is_not_heard() -> None:
    named = {SENDER: "hirewire_gateway"}
    for exchange in (COMMANDS, DEAD):
        assert sender(exchange, GRANT.login, **named).login == GRANT.login
        assert sender(exchange, None, **named).login is None


def test_what_a_service_or_an_operator_passed_on_keeps_its_first_sender() -> None:
    named = {SENDER: GRANT.login}
    assert sender(RETURN, "hirewire_jobs", **named) == Sender(GRANT.login)
    assert sender(RETURN, "operator", **named) == Sender(GRANT.login)
    assert sender(DEAD, "hirewire_jobs", **named) == Sender(GRANT.login)
    assert sender(RETURN, "hirewire_jobs", **{SENDER: ""}) == Sender(None)


def test_the_first_arrival_has_a_routing_key() -> None:
    assert sender(COMMANDS, GRANT.login) == Sender(GRANT.login, KEY)
    assert sender(RETURN, "operator").login == "operator"


def test_the_user_of_a_url() -> None:
    assert login_of("amqp://program.a%2Eb:x@h:1/v") == "program.a.b"
    assert login_of("amqp://h") == "guest"
