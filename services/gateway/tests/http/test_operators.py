"""Who runs the instance is marked by command, and nobody else is let in."""

import pytest
from hirewire_chassis import Context
from hirewire_gateway.audit.journal import NOWHERE
from hirewire_gateway.audit.models import AuditEntry
from hirewire_gateway.identity.operators import mark_operator, operators
from sqlalchemy import select


async def test_an_operator_is_granted_and_revoked_with_an_audit_entry(gateway, ada):
    database = gateway.database

    assert await mark_operator(database, "ADA@example.org", "root", is_operator=True)
    assert [user.email for user in await operators(database)] == ["ada@example.org"]
    assert await mark_operator(database, ada.email, "root", is_operator=False)
    assert await operators(database) == ()

    async with database.reading(Context(workspace_id=NOWHERE)) as session:
        found = select(AuditEntry).order_by(AuditEntry.position.desc()).limit(2)
        entries = (await session.scalars(found)).all()
    assert [entry.action for entry in entries] == ["operator.revoked", "operator.granted"]
    assert {entry.resource_id for entry in entries} == {ada.id}


@pytest.mark.parametrize("email", ["nobody@example.org"])
async def test_who_is_not_registered_cannot_run_anything(gateway, email):
    assert not await mark_operator(gateway.database, email, "root", is_operator=True)
