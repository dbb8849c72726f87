"""Every route that changes something, or hands out a copy, leaves its line in the audit log.

The routes come from the app: a new one is called here, or stands in EXCUSED with its reason.
"""

import base64
import json
from datetime import UTC, datetime

import asyncpg
import pytest
from fastapi.routing import APIRoute
from hirewire_gateway.identity.operators import mark_operator
from hirewire_gateway.routes import ROUTES
from pydantic import SecretStr
from standardwebhooks import Webhook
from starlette.responses import StreamingResponse

EXCUSED = {
    "POST /v1/auth/refresh": "the login is in it; a copied token ends the session, which is too",
    "POST /v1/realtime/tickets": "opens a socket of a session whose login is in it",
    "POST /v1/notifications/read-all": "one's own, and nobody else's",
    "POST /v1/notifications/{notification_id}/read": "one's own, and nobody else's",
    "POST /v1/jobs": "an ad says nothing about a person; publishing and closing it are in it",
    "PATCH /v1/jobs/{job_id}": "as above",
    "POST /v1/jobs/upload": "as above; an infected file is in it",
    "POST /v1/files": "submitting and downloading it are in it, and an infected one is",
    "POST /v1/saved-searches": "one's own, and nobody else's",
    "PATCH /v1/saved-searches/{saved_search_id}": "one's own, and nobody else's",
    "DELETE /v1/saved-searches/{saved_search_id}": "one's own, and nobody else's",
    "POST /v1/search/{search_id}/clicks": "a count, which must not say who opened what",
    "POST /v1/matches/score": "two texts that nobody keeps, and nobody else sees the score",
}
SAFE = {"GET", "HEAD", "OPTIONS"}
LATER = {"Prefer": "respond-async"}
CLERK = "whsec_" + base64.b64encode(b"a secret of twenty-four b").decode()
OLD, NEW, BOBS = "seven green herons", "nine blue kingfishers", "ten red flamingos"
ADA = {"email": "ada@example.org", "password": OLD}
RESUME = {"kind": "resume", "text": "Grace Hopper, compilers"}
PDF = ("files", {"files": ("grace.pdf", b"%PDF-1.7\n" + b"a page" * 9)})
INVITE, MEMBER = "POST /v1/workspaces/{workspace}/members", "/v1/workspaces/{workspace}/members"
INVITATION = "/v1/workspaces/{workspace}/invitations/{invitation_id}"
DECLARATION = "/v1/candidates/{candidate_id}/self-declaration"
LETTERS = "/v1/admin/dead-letters"

# What is asked for, the line it leaves, and the body, in which a sample's name stands for its id.
DEEDS = [
    ("DELETE /v1/auth/sessions/{session_id}", "session.ended", None),
    (
        "POST /v1/auth/register",
        "user.registered",
        {"email": "zoe@example.org", "name": "Zoe", "password": BOBS},
    ),
    ("POST /v1/auth/login", "login", ADA),
    ("POST /v1/auth/token", "login", ("data", {"username": ADA["email"], "password": OLD})),
    ("DELETE /v1/auth/sessions", "session.ended", None),
    ("POST /v1/auth/password", "password.change", {"current_password": OLD, "new_password": NEW}),
    ("POST /v1/auth/email-verification", "email_verification.requested", None),
    ("POST /v1/auth/email-verification/confirm", "email.verified", {"token": "token"}),
    ("PATCH /v1/users/me", "user.changed", {"name": "Ada Byron"}),
    ("POST /v1/workspaces", "workspace.created", {"name": "Team"}),
    ("PATCH /v1/workspaces/{workspace}", "workspace.renamed", {"name": "Den"}),
    ("POST /v1/roles", "role.created", {"name": "sourcer"}),
    ("PATCH /v1/roles/{role}", "role.changed", {"description": "Finds people"}),
    ("DELETE /v1/roles/{role}", "role.deleted", None),
    (INVITE, "invitation.sent", {"email": "bob@example.org", "role": "viewer"}),
    ("POST /v1/invitations/accept", "invitation.accepted", {"token": "token"}),
    (f"PATCH {MEMBER}/{{user_id}}", "member.role_changed", {"role": "recruiter"}),
    (f"DELETE {MEMBER}/me", "member.left", None),
    (INVITE, "invitation.sent", {"email": "bob@example.org", "role": "viewer"}),
    ("POST /v1/invitations/accept", "invitation.accepted", {"token": "token"}),
    (f"DELETE {MEMBER}/{{user_id}}", "member.removed", None),
    (f"POST {INVITATION}/resend", "invitation.resent", None),
    (
        "POST /v1/invitations/register",
        "invitation.accepted",
        {"token": "token", "name": "Guest", "password": BOBS},
    ),
    (INVITE, "invitation.sent", {"email": "dan@example.org", "role": "viewer"}),
    (f"DELETE {INVITATION}", "invitation.revoked", None),
    ("POST /v1/api-keys", "api_key.created", {"name": "feed", "permissions": ["jobs:read"]}),
    ("POST /v1/api-keys/{key_id}/rotate", "api_key.rotated", None),
    ("DELETE /v1/api-keys/{key_id}", "api_key.revoked", None),
    *((f"POST /v1/jobs/{{job_id}}/{verb}", f"job.{verb}", None) for verb in ("publish", "hold")),
    *((f"POST /v1/jobs/{{job_id}}/{verb}", f"job.{verb}", None) for verb in ("close", "reopen")),
    ("POST /v1/jobs/{job_id}/archive", "job.archive", None),
    ("POST /v1/jobs/{job_id}/matches", "matches.run", None),
    ("POST /v1/candidates/{candidate_id}/matches", "matches.run", None),
    (
        "POST /v1/matches/{run_id}/feedback",
        "match.judged",
        {"candidate_id": "candidate_id", "judgement": "good"},
    ),
    ("POST /v1/candidates", "candidate.create", {"first_name": "Joan"}),
    ("PATCH /v1/candidates/{candidate_id}", "candidate.update", {"headline": "Nurse"}),
    ("POST /v1/candidates/import", "candidates.import", PDF),
    ("POST /v1/documents", "document.submit", RESUME),
    ("POST /v1/documents/{document_id}/retry", "document.retry", None),
    ("DELETE /v1/documents/{document_id}", "document.delete", None),
    ("POST /v1/document-batches", "documents.submit", {"documents": [RESUME]}),
    ("POST /v1/entities", "entity.create", {"type": "skill", "name": "Fortran"}),
    ("PATCH /v1/entities/{entity_id}", "entity.update", {"name": "Zora"}),
    ("POST /v1/entities/{entity_id}/merge", "entity.merge", {"into": "into"}),
    ("POST /v1/entities/{entity_id}/unmerge", "entity.unmerge", None),
    ("DELETE /v1/entities/{entity_id}", "entity.delete", None),
    (
        "POST /v1/relationships",
        "relationship.create",
        {"subject_id": "entity_id", "predicate": "has_skill", "object_id": "into"},
    ),
    (
        "PATCH /v1/relationships/{relationship_id}",
        "relationship.update",
        {"status": "confirmed"},
    ),
    ("DELETE /v1/relationships/{relationship_id}", "relationship.delete", None),
    ("POST /v1/search/synonyms", "synonym.accepted", {"word": "zq8x", "also": "smith"}),
    ("POST /v1/search/synonyms/{synonym_id}/withdraw", "synonym.withdrawn", None),
    ("POST /v1/search/synonyms/{synonym_id}/reject", "synonym.rejected", None),
    ("POST /v1/search/synonyms/{synonym_id}/accept", "synonym.accepted", None),
    (f"PUT {DECLARATION}", "self_declaration.declared", {"groups": {"sex": "x"}}),
    (f"DELETE {DECLARATION}", "self_declaration.withdrawn", None),
    ("GET /v1/impact-ratios/export", "impact_ratios.exported", None),
    ("GET /v1/files/{file_id}/content", "file.downloaded", None),
    ("GET /v1/matches/feedback/export", "match_feedback.exported", None),
    ("GET /v1/audit-log/export", "audit_log.exported", None),
    ("GET /v1/matches/feedback/export", "match_feedback.exported", None),
    (f"GET {LETTERS}/{{service}}/{{letter}}", "dead_letter.show", None),
    (f"POST {LETTERS}/replay", "dead_letters.replay", {"service": "jobs", "letters": [1]}),
    (f"POST {LETTERS}/archive", "dead_letters.archive", {"service": "jobs", "letters": [1]}),
    (f"POST {LETTERS}/{{service}}/{{letter}}/edit", "dead_letter.edit", {"data": {}}),
    ("POST /v1/admin/schedules/{service}/{name}/{change}", "schedule.pause", None),
    ("POST /v1/webhooks/clerk", "identity.linked", None),
    ("PATCH /v1/users/{user_id}", "user.changed", {"name": "Robert"}),
    ("DELETE /v1/users/{user_id}/sessions", "session.ended", None),
    ("POST /v1/auth/password-reset", "password_reset.requested", {"email": "bob@example.org"}),
    (
        "POST /v1/auth/password-reset/confirm",
        "password.reset",
        {"token": "token", "password": BOBS},
    ),
    ("DELETE /v1/users/{user_id}", "user.deleted", None),
    ("POST /v1/auth/logout", "session.ended", None),
]


@pytest.fixture
def settings(settings):
    clerk = {"clerk_issuer": "https://clerk.example", "clerk_webhook_secret": SecretStr(CLERK)}
    return settings.model_copy(update=clerk)


def test_every_route_that_writes_or_exports_is_called_here_or_excused():
    called = {route for route, _, _ in DEEDS}
    told = {
        f"{method} {route.path}"
        for routes in ROUTES
        for route in routes.routes
        if isinstance(route, APIRoute)
        for method in route.methods
        if method not in SAFE or _hands_out(route)
    }
    assert told - called - set(EXCUSED) == set(), "let it leave a line, or say in EXCUSED why not"
    assert set(EXCUSED) <= told - called, "excused, but gone or called"
    assert called <= told | {f"GET {LETTERS}/{{service}}/{{letter}}"}


async def test_each_leaves_its_line(gateway, ada, bob, furnish, databases, monkeypatch):
    monkeypatch.setattr("hirewire_gateway.http.admin.asking.CHANGING_SECONDS", 0.01)
    monkeypatch.setattr("hirewire_gateway.http.admin.asking.READING_SECONDS", 0.01)
    await mark_operator(gateway.database, ada.email, "root", is_operator=True)
    fixed = {"user_id": bob.id, "service": "jobs", "letter": 1, "name": "x", "change": "pause"}
    ids = {**await furnish(ada), **fixed}
    connection = await asyncpg.connect(databases.admin_url)
    known = await _lines(connection)
    for route, action, body in DEEDS:
        response = await _do(gateway, {"ada": ada, "bob": bob}, route.format_map(ids), body, ids)
        lines = await _lines(connection)
        assert action in {lines[each] for each in lines.keys() - known.keys()}, (
            route,
            response.status_code,
            response.text,
        )
        known = lines
        if route == INVITE:
            ids["invitation_id" if "dan" in str(body) else "_"] = response.json()["id"]
    await connection.close()


def _hands_out(route):
    return "export" in route.path or route.response_class is StreamingResponse


async def _lines(connection):
    rows = await connection.fetch("select workspace_id, position, action from gateway.audit_log")
    return {(row["workspace_id"], row["position"]): row["action"] for row in rows}


async def _do(gateway, people, route, body, ids):
    method, path = route.split()
    if path == "/v1/webhooks/clerk":
        return await gateway.client.post(path, **_signed())
    form, body = body if isinstance(body, tuple) else ("json", body)
    if form == "json" and body is not None:
        letters = [sent.data["token"] for sent in await gateway.outbox() if "token" in sent.data]
        samples = {**ids, "token": letters[-1] if letters else None}
        body = {name: _meant(value, samples) for name, value in body.items()}
    person = people["bob" if path.endswith(("/invitations/accept", "/members/me")) else "ada"]
    return await person.send(method, path, headers=LATER, **{form: body})


def _meant(value, samples):
    return str(samples[value]) if isinstance(value, str) and value in samples else value


def _signed():
    user = {
        "id": "user_1",
        "object": "user",
        "first_name": "Eve",
        "email_addresses": [
            {
                "id": "idn_1",
                "email_address": "eve@example.org",
                "verification": {"status": "verified"},
            }
        ],
        "primary_email_address_id": "idn_1",
        "created_at": 1,
        "updated_at": 1,
    }
    content = json.dumps({"type": "user.created", "object": "event", "data": user})
    at = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(CLERK).sign("msg_1", at, content),
    }
    return {"content": content, "headers": headers}
