"""Who rewrites a whole chain or cuts off its end is found out by what was signed before."""

from datetime import UTC, datetime

import asyncpg
import pytest
from hirewire_chassis import Context
from hirewire_chassis.blobs import BlobStore
from hirewire_gateway.audit.__main__ import check
from hirewire_gateway.audit.chain import digest_of
from hirewire_gateway.audit.checkpoints import (
    Checkpoint,
    ForgedCheckpointError,
    keep_checkpoints,
    seal,
    unseal,
)
from hirewire_gateway.audit.models import AuditEntry
from hirewire_gateway.identity.keys import make_signing_key, read_signing_keys
from sqlalchemy import select


@pytest.fixture
def settings(settings, tmp_path):
    url = f"file://{tmp_path / 'checkpoints'}"
    return settings.model_copy(update={"checkpoints_url": url})


@pytest.fixture
async def sealed(gateway, settings, ada):
    """Ada's log with three lines, sealed after the third."""
    for _ in range(2):
        await gateway.client.post("/v1/auth/login", json={"email": ada.email, "password": "no"})
    store = BlobStore(settings.checkpoints_url)
    assert await keep_checkpoints(gateway.database, store, gateway.state["keys"].signing) >= 1
    assert await keep_checkpoints(gateway.database, store, gateway.state["keys"].signing) == 0
    return store


async def test_an_honest_log_leads_through_its_checkpoints(gateway, settings, ada, sealed):
    await gateway.client.post("/v1/auth/login", json={"email": ada.email, "password": "no"})
    told, holds = await check(settings, ada.workspace_id)
    assert holds
    assert told.startswith("4 entries hold")
    assert told.endswith("1 checkpoints")


async def test_a_cut_off_end_is_found(databases, settings, ada, sealed):
    await _tamper(databases, "delete from audit_log where position = 3")
    told, holds = await check(settings, ada.workspace_id)
    assert not holds
    assert told.startswith("broken at position 3")


async def test_a_chain_made_anew_is_found(gateway, databases, settings, ada, sealed):
    third = select(AuditEntry).where(AuditEntry.position == 3)
    await _tamper(databases, "update audit_log set decision = 'allowed' where position = 3")
    context = Context(workspace_id=ada.workspace_id)
    async with gateway.database.reading(context) as session:
        digest = digest_of(await session.scalar(third))
    change = f"update audit_log set digest = '\\x{digest.hex()}' where position = 3"
    await _tamper(databases, change)
    told, holds = await check(settings, ada.workspace_id)
    assert not holds
    assert told.startswith("broken at position 3")
    assert (await check(settings.model_copy(update={"checkpoints_url": None}), ada.workspace_id))[1]


async def test_a_checkpoint_of_somebody_elses_making_is_refused(gateway, settings, ada, sealed):
    (name,) = await sealed.names(f"{ada.workspace_id}/")
    forger = read_signing_keys(make_signing_key())
    forged = Checkpoint(ada.workspace_id, 3, bytes(32))
    await sealed.put(name, seal(forged, forger, datetime.now(UTC)).encode())
    with pytest.raises(ForgedCheckpointError):
        await check(settings, ada.workspace_id)


async def test_a_checkpoint_moved_elsewhere_is_refused(settings, ada, sealed):
    (name,) = await sealed.names(f"{ada.workspace_id}/")
    await sealed.put(f"{ada.workspace_id}/000000000002.jws", await sealed.get(name))
    with pytest.raises(ForgedCheckpointError, match="is about"):
        await check(settings, ada.workspace_id)


async def test_an_access_token_is_no_checkpoint(gateway, ada):
    for text in ("", "a.b.c", ada.tokens["access_token"]):
        with pytest.raises(ForgedCheckpointError):
            unseal(text, gateway.state["keys"].signing)


async def _tamper(databases, change):
    connection = await asyncpg.connect(databases.admin_url)
    await connection.execute(
        "set search_path = gateway;"
        " alter table audit_log disable trigger audit_log_append_only;"
        f" {change}; alter table audit_log enable trigger audit_log_append_only"
    )
    await connection.close()
