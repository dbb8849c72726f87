"""What each case shows; ``python -m tests.faults.catalogue`` writes it into docs/faults.md."""

import sys
from pathlib import Path

from tests.faults.cases import CASES
from tests.faults.test_quick import CHOSEN

PAGE = Path(__file__).parents[2] / "docs/faults.md"
BEGIN, END = "<!-- cases -->\n", "<!-- /cases -->\n"
SHOWS = {
    1: "it is delivered again, and takes effect once",
    2: "the inbox absorbs the second delivery",
    3: "one more copy at most, one effect",
    4: "the same message goes out twice with one id, one effect",
    5: "order per aggregate holds, no partition has two owners",
    6: "nothing is lost, all is well within 30 s",
    7: "all confirmed messages are in the queues afterwards",
    8: "each queue has its one consumer again",
    9: "consumers go on: they have another connection",
    10: "noticed within two heartbeats, or by the time limit of statements",
    11: "slower, and no outage is seen where there is none",
    12: "sent again with the same id, one effect",
    13: "no half message, all are sent again",
    14: "writes are accepted and wait, consumers go on, no connection is given up",
    15: "as 14",
    16: "the breaker opens, no dead letter",
    17: "messages stay queued, readiness says so, 503 with Retry-After",
    18: "the outcome is unknown; the inbox and the key decide: one effect",
    19: "tried again, one effect, no dead letter",
    20: "one effect, nobody piles up behind a lock",
    21: "the same projection after each order",
    22: "a dead letter at the first attempt, with its bytes; the next message is handled",
    23: "the body is read without them; no connection is lost",
    24: "refused or kept apart from the message; the channel lives on",
    25: "what is new is ignored, an unknown version is a dead letter that can be replayed",
    26: "what the queue refuses waits in the outbox and arrives later",
    27: "cut off at its deadline; overtaken without a second effect",
    28: "lost connections come back, others go on, the stuck place is in the log",
    29: "declared anew and consumed; what met no queue waits in the outbox",
    30: "the row stays until there is a queue",
    31: "what has no way home is parked and can be sent home; others pass",
    32: "its copies carry none of them, so no level of the ladder holds it as a cycle",
    33: "one effect; the letter says by whom; another body is another message with a cause",
    34: "alarms ring when the database says so, no age is negative, logins work",
    35: "see [drains](#drains)",
    36: "it becomes a dead letter, its neighbours get through",
    37: "the poll does what the notification did",
    38: "each tick takes effect once; a frozen owner is replaced within 75 s",
    39: "not ready, no hot loop, all comes back with the rights",
    40: "at least 0.7 of the rate with empty tables",
    41: "one operation, one job, the same answer for all",
    42: "one end for each flow, each compensation once",
}


def table() -> str:
    """Rows of Markdown, ``q`` for those in `make test`."""
    head = "| # | what happens | what it shows | |\n| --- | --- | --- | --- |\n"
    return head + "".join(
        f"| {number} | {each.title} | {SHOWS[number]} | {'q' if number in CHOSEN else ''} |\n"
        for number, each in sorted(CASES.items())
    )


def page(text: str) -> str:
    """The page with its table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


def main() -> int:
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
