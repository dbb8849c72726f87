import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hirewire_chassis import Context
from hirewire_chassis.testing.conformance import check_handler, check_table, handled_messages
from hirewire_contracts import Envelope, Message, read
from hirewire_gateway.views.subscriptions import subscriptions

GOLDEN = Path(__file__).parents[4] / "libs/contracts/golden"


def test_the_table_is_sound() -> None:
    check_table(subscriptions())


@pytest.mark.parametrize("message", handled_messages(subscriptions()))
async def test_every_projection_keeps_the_promises(database: Any, message: type[Message]) -> None:
    envelope = Envelope.model_validate(json.loads((GOLDEN / f"{message.type}.json").read_text()))
    example = read(envelope.type, envelope.data)
    context = replace(Context.caused_by(envelope), causation_id=None)
    await check_handler(database, subscriptions(), example, context)
