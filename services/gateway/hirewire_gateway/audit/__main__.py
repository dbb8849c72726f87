"""``python -m hirewire_gateway.audit WORKSPACE_ID``: verify a workspace's chain.

Settings are the gateway's. Exit 0 when the chain holds, 1 with the first bad position otherwise.
"""

import argparse
import asyncio
import sys
from uuid import UUID

from hirewire_chassis import Database
from hirewire_chassis.settings import load

from hirewire_gateway.audit.chain import Verdict
from hirewire_gateway.audit.repository import verify_workspace
from hirewire_gateway.settings import GatewaySettings


def main() -> None:
    parser = argparse.ArgumentParser(prog="hirewire_gateway.audit", description=__doc__)
    parser.add_argument("workspace_id", type=UUID)
    workspace_id = parser.parse_args().workspace_id
    settings = load(GatewaySettings)
    verdict = asyncio.run(_verify(settings.database_url.get_secret_value(), workspace_id))
    sys.stdout.write(describe(verdict) + "\n")
    sys.exit(0 if verdict.broken_at is None else 1)


def describe(verdict: Verdict) -> str:
    if verdict.broken_at is not None:
        return f"broken at position {verdict.broken_at}; {verdict.count} entries before it hold"
    return f"{verdict.count} entries hold; head {verdict.head.hex()}"


async def _verify(url: str, workspace_id: UUID) -> Verdict:
    database = Database(url, "gateway", pool_size=1)
    try:
        return await verify_workspace(database, workspace_id)
    finally:
        await database.close()


if __name__ == "__main__":
    main()
