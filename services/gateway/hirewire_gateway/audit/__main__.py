"""``python -m hirewire_gateway.audit WORKSPACE_ID [--keys jwks.json]``: verify a workspace's chain.

Settings are the gateway's; with GATEWAY_CHECKPOINTS_URL the chain must lead through every signed
checkpoint. ``--keys`` adds public keys that are no longer in use. Exit 0 when the chain holds, 1
with the first bad position, or the forged checkpoint, otherwise.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from uuid import UUID

from hirewire_chassis import Database
from hirewire_chassis.blobs import BlobStore
from hirewire_chassis.settings import load
from joserfc.jwk import KeySet

from hirewire_gateway.audit.chain import Verdict
from hirewire_gateway.audit.checkpoints import ForgedCheckpointError, kept_checkpoints
from hirewire_gateway.audit.repository import verify_workspace
from hirewire_gateway.identity.keys import load_keys
from hirewire_gateway.settings import GatewaySettings


def main() -> None:
    parser = argparse.ArgumentParser(prog="hirewire_gateway.audit", description=__doc__)
    parser.add_argument("workspace_id", type=UUID)
    parser.add_argument("--keys", type=Path, help="a JWK set with earlier public keys")
    given = parser.parse_args()
    try:
        told, holds = asyncio.run(
            check(load(GatewaySettings), given.workspace_id, _earlier(given.keys))
        )
    except ForgedCheckpointError as error:
        told, holds = f"a checkpoint is forged: {error}", False
    sys.stdout.write(told + "\n")
    sys.exit(0 if holds else 1)


async def check(
    settings: GatewaySettings, workspace_id: UUID, earlier: KeySet | None = None
) -> tuple[str, bool]:
    """What to say, and whether the chain holds. Raises ForgedCheckpointError."""
    checkpoints = {}
    if settings.checkpoints_url is not None:
        keys = KeySet([*load_keys(settings).signing.keys, *(earlier.keys if earlier else ())])
        store = BlobStore(settings.checkpoints_url)
        checkpoints = dict(await kept_checkpoints(store, workspace_id, keys))
    database = Database(settings.database_url.get_secret_value(), "gateway", pool_size=1)
    try:
        verdict = await verify_workspace(database, workspace_id, checkpoints)
    finally:
        await database.close()
    return f"{describe(verdict)}; {len(checkpoints)} checkpoints", verdict.broken_at is None


def describe(verdict: Verdict) -> str:
    if verdict.broken_at is not None:
        return f"broken at position {verdict.broken_at}; {verdict.count} entries before it hold"
    return f"{verdict.count} entries hold; head {verdict.head.hex()}"


def _earlier(path: Path | None) -> KeySet | None:
    return None if path is None else KeySet.import_key_set(json.loads(path.read_text("utf-8")))


if __name__ == "__main__":
    main()
