"""The ledger as an API answer shows it: plain JSON, the same bytes for the same input."""

import json
from dataclasses import asdict
from typing import Any

from hirewire_matching.ranking.rows import Ledger
from hirewire_matching.ranking.scoring import components, score, to_ask
from hirewire_matching.ranking.verdicts import Verdict


def as_dict(ledger: Ledger) -> dict[str, Any]:
    """An item of a match run without its rank; ``evidence`` is the candidate's."""
    return {
        "job_id": ledger.job_id,
        "candidate_id": ledger.candidate_id,
        "weights_version": ledger.weights_version,
        "score": score(ledger),
        "components": components(ledger),
        "verdicts": [_row(verdict) for verdict in ledger.verdicts],
        "hard_filters": [
            {"name": found.name, "passed": found.passed, "detail": found.detail}
            for found in ledger.hard_filters
        ],
        "to_ask": list(to_ask(ledger)),
    }


def as_json(ledger: Ledger) -> bytes:
    text = json.dumps(as_dict(ledger), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _row(verdict: Verdict) -> dict[str, Any]:
    requirement = verdict.requirement
    return {
        "requirement": requirement.name,
        "kind": requirement.kind,
        "required": requirement.required,
        "verdict": verdict.verdict,
        "weight": verdict.weight,
        "contribution": verdict.contribution,
        "reason": verdict.reason,
        "path": list(verdict.path),
        "evidence": [asdict(evidence) for evidence in verdict.evidence],
        "job_evidence": [asdict(evidence) for evidence in requirement.evidence],
    }
