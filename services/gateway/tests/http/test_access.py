"""Which role may use which route; the table is the promise, every route must be in it."""

from fastapi.routing import APIRoute
from hirewire_chassis import Context, new_id
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.writing import Write
from hirewire_gateway.identity.models import Member
from hirewire_gateway.routes import ROUTES
from sqlalchemy import update

READERS = ("owner", "admin", "recruiter", "hiring_manager", "interviewer", "viewer")
RECRUITERS = ("owner", "admin", "recruiter")
MANAGERS = ("owner", "admin", "recruiter", "hiring_manager")
EVERYBODY = (*READERS, "candidate")
PUBLIC = {
    ("GET", "/livez"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/.well-known/jwks.json"),
    ("GET", "/asyncapi.json"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
    ("POST", "/v1/auth/register"),
    ("POST", "/v1/auth/login"),
    ("POST", "/v1/auth/token"),
    ("POST", "/v1/auth/refresh"),
    ("POST", "/v1/auth/password-reset"),
    ("POST", "/v1/auth/password-reset/confirm"),
    ("POST", "/v1/auth/email-verification/confirm"),
}
ALLOWED = {
    ("POST", "/v1/auth/logout"): EVERYBODY,
    ("GET", "/v1/auth/sessions"): EVERYBODY,
    ("DELETE", "/v1/auth/sessions"): EVERYBODY,
    ("DELETE", "/v1/auth/sessions/{session_id}"): EVERYBODY,
    ("POST", "/v1/auth/password"): EVERYBODY,
    ("POST", "/v1/auth/email-verification"): EVERYBODY,
    ("GET", "/v1/workspaces"): EVERYBODY,
    ("GET", "/v1/workspaces/{workspace}/members"): READERS,
    ("PATCH", "/v1/workspaces/{workspace}/members/{user_id}"): ("owner", "admin"),
    ("DELETE", "/v1/workspaces/{workspace}/members/{user_id}"): ("owner", "admin"),
    ("GET", "/v1/api-keys"): EVERYBODY,
    ("POST", "/v1/api-keys"): EVERYBODY,
    ("POST", "/v1/api-keys/{key_id}/rotate"): EVERYBODY,
    ("DELETE", "/v1/api-keys/{key_id}"): EVERYBODY,
    ("GET", "/v1/audit-log"): ("owner", "admin"),
    ("GET", "/v1/audit-log/export"): ("owner", "admin"),
    ("GET", "/v1/users/me"): EVERYBODY,
    ("PATCH", "/v1/users/me"): EVERYBODY,
    ("GET", "/v1/jobs"): READERS,
    ("POST", "/v1/jobs"): RECRUITERS,
    ("POST", "/v1/jobs/upload"): RECRUITERS,
    ("GET", "/v1/jobs/{job_id}"): READERS,
    ("PATCH", "/v1/jobs/{job_id}"): RECRUITERS,
    ("POST", "/v1/jobs/{job_id}/publish"): RECRUITERS,
    ("POST", "/v1/jobs/{job_id}/hold"): RECRUITERS,
    ("POST", "/v1/jobs/{job_id}/close"): RECRUITERS,
    ("POST", "/v1/jobs/{job_id}/reopen"): RECRUITERS,
    ("POST", "/v1/jobs/{job_id}/archive"): RECRUITERS,
    ("POST", "/v1/jobs/{job_id}/matches"): MANAGERS,
    ("GET", "/v1/jobs/{job_id}/matches"): READERS,
    ("POST", "/v1/candidates/{candidate_id}/matches"): MANAGERS,
    ("GET", "/v1/candidates/{candidate_id}/matches"): READERS,
    ("POST", "/v1/matches/score"): MANAGERS,
    ("GET", "/v1/matches/scores/{pair_id}"): MANAGERS,
    ("POST", "/v1/matches/{run_id}/feedback"): MANAGERS,
    ("GET", "/v1/candidates"): READERS,
    ("POST", "/v1/candidates"): RECRUITERS,
    ("GET", "/v1/candidates/{candidate_id}"): READERS,
    ("PATCH", "/v1/candidates/{candidate_id}"): RECRUITERS,
    ("POST", "/v1/files"): RECRUITERS,
    ("GET", "/v1/files/{file_id}"): READERS,
    ("GET", "/v1/files/{file_id}/content"): READERS,
    ("GET", "/v1/documents"): READERS,
    ("POST", "/v1/documents"): RECRUITERS,
    ("GET", "/v1/documents/{document_id}"): READERS,
    ("POST", "/v1/documents/{document_id}/retry"): RECRUITERS,
    ("DELETE", "/v1/documents/{document_id}"): RECRUITERS,
    ("GET", "/v1/documents/{document_id}/entities"): READERS,
    ("POST", "/v1/document-batches"): RECRUITERS,
    ("GET", "/v1/document-batches/{batch_id}"): READERS,
    ("GET", "/v1/graph/path"): READERS,
    ("GET", "/v1/graph/stats"): READERS,
    ("GET", "/v1/entities/{entity_id}/neighbors"): READERS,
    ("POST", "/v1/entities"): RECRUITERS,
    ("PATCH", "/v1/entities/{entity_id}"): RECRUITERS,
    ("DELETE", "/v1/entities/{entity_id}"): RECRUITERS,
    ("POST", "/v1/entities/{entity_id}/merge"): RECRUITERS,
    ("POST", "/v1/entities/{entity_id}/unmerge"): RECRUITERS,
    ("POST", "/v1/relationships"): RECRUITERS,
    ("PATCH", "/v1/relationships/{relationship_id}"): RECRUITERS,
    ("DELETE", "/v1/relationships/{relationship_id}"): RECRUITERS,
    ("GET", "/v1/entities"): READERS,
    ("GET", "/v1/entities/{entity_id}"): READERS,
    ("GET", "/v1/relationships"): READERS,
    ("GET", "/v1/relationships/{relationship_id}"): READERS,
    ("GET", "/v1/notifications"): EVERYBODY,
    ("GET", "/v1/notifications/counts"): EVERYBODY,
    ("GET", "/v1/notifications/{notification_id}"): EVERYBODY,
    ("POST", "/v1/notifications/read-all"): EVERYBODY,
    ("POST", "/v1/notifications/{notification_id}/read"): EVERYBODY,
    ("GET", "/v1/operations/{operation_id}"): EVERYBODY,
    ("POST", "/v1/realtime/tickets"): EVERYBODY,
}


async def test_every_route_is_public_or_names_its_permission(gateway):
    places = [(method, route.path) for route in _routes(gateway) for method in route.methods]
    assert sorted(places) == sorted((*PUBLIC, *ALLOWED))
    for route in _routes(gateway):
        guards = [
            dependency.call
            for dependency in route.dependant.dependencies
            if isinstance(dependency.call, Permit | Write)
        ]
        for method in route.methods:
            assert len(guards) == ((method, route.path) in ALLOWED), route.path


async def test_each_role_may_use_its_routes_and_no_others(gateway, ada):
    for role in EVERYBODY:
        await _become(gateway, ada, role)
        for (method, template), roles in ALLOWED.items():
            if template == "/v1/auth/logout":
                continue
            response = await ada.send(method, _path(template, ada), headers={"Prefer": "wait=0"})
            refused = response.status_code == 403
            assert refused == (role not in roles), (role, method, template, response.text)
            assert response.status_code < 500


async def test_a_role_that_nobody_knows_may_do_nothing(gateway, ada):
    await _become(gateway, ada, "emperor")
    assert (await ada.get("/v1/jobs")).status_code == 403
    assert (await ada.get("/v1/users/me")).status_code == 403


def _routes(gateway):
    routers = (gateway.app, *ROUTES)
    return [route for router in routers for route in router.routes if isinstance(route, APIRoute)]


def _path(template, person):
    template = template.replace("{workspace}", str(person.workspace_id))
    parts = (str(new_id()) if part.startswith("{") else part for part in template.split("/"))
    return "/".join(parts)


async def _become(gateway, person, role):
    context = Context(workspace_id=person.workspace_id, actor_id=person.id)
    async with gateway.database.transaction(context) as tx:
        await tx.session.execute(update(Member).values(role=role))
