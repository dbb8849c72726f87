"""Every address of the gateway, in the order in which they are tried: fixed paths first."""

from hirewire_gateway.http import (
    auth,
    candidates,
    documents,
    files,
    job_uploads,
    jobs,
    knowledge,
    matches,
    meta,
    notification_sweep,
    notifications,
    operations,
    realtime,
    registration,
    users,
)
from hirewire_gateway.live import socket

ROUTES = (
    meta.routes,
    registration.routes,
    auth.routes,
    users.routes,
    job_uploads.routes,
    jobs.routes,
    matches.routes,
    candidates.routes,
    files.routes,
    documents.routes,
    knowledge.entity_routes,
    knowledge.relationship_routes,
    notification_sweep.routes,
    notifications.routes,
    operations.routes,
    realtime.routes,
    socket.router,
)
