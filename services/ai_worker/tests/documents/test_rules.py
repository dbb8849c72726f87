from itertools import product

import pytest
from hirewire_ai_worker.documents.rules import is_ahead
from hirewire_contracts.documents import DocumentStatus

ORDER: tuple[DocumentStatus, ...] = ("queued", "parsing", "extracting", "done", "failed")


@pytest.mark.parametrize(("status", "of"), list(product(ORDER, ORDER)))
def test_a_status_only_goes_forward_and_stays_when_it_is_over(
    status: DocumentStatus, of: DocumentStatus
) -> None:
    assert is_ahead(status, of) == (
        of in ("queued", "parsing", "extracting") and ORDER.index(status) > ORDER.index(of)
    )
