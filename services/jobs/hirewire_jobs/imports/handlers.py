"""The command to import many résumés; what follows is the flow's business."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from hirewire_chassis import Outcome, Transaction
from hirewire_chassis.access import refusal
from hirewire_chassis.process import advance
from hirewire_contracts.imports import StartCandidateImport

from hirewire_jobs.imports.flow import begin, candidate_import


async def start_import(
    command: StartCandidateImport, tx: Transaction, *, silence: timedelta
) -> Outcome:
    if refused := refusal(tx.context, "candidates:write"):
        return refused
    begun = partial(begin, context=tx.context, now=tx.now)
    return await advance(replace(candidate_import(silence), begin=begun), command, tx)
