"""The audit log of what concerns no workspace: /v1/admin/audit-log."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from hirewire_gateway.audit.journal import NOWHERE
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.audit import AuditLine, list_audit_log
from hirewire_gateway.http.lists import Listed, ListRequest
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.permissions import Actor

routes = router("/v1/admin/audit-log", "operators")
Reader = Annotated[Actor, Depends(Permit("admin:read"))]


@routes.get("", response_model=Listed[AuditLine])
async def list_instance_audit_log(
    request: Request, actor: Reader, listing: ListRequest
) -> Response:
    """What operators did, and attempts at accounts that are not there. Filters as of the other."""
    return await list_audit_log(request, replace(actor, workspace_id=NOWHERE), listing)
