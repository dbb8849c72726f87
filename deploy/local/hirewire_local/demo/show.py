"""What the story shows at its end."""

from email.message import EmailMessage
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hirewire_local.demo.ledger import Sums
from hirewire_local.demo.live import LiveEvents
from hirewire_local.demo.story import Outcome

_TOP = 3
_QUOTES = 3
_MARKS = {"met": "✓", "partial": "◐", "not_met": "✗", "unknown": "?"}


def show_matches(console: Console, outcome: Outcome) -> None:
    """Per job the best candidates, each with quoted evidence."""
    for job, run in outcome.runs.items():
        table = Table(title=escape(outcome.intake.jobs[job]), title_justify="left", expand=True)
        table.add_column("score", justify="right", no_wrap=True)
        table.add_column("candidate", no_wrap=True)
        table.add_column("why")
        for item in run["items"][:_TOP]:
            name = _name(outcome.candidates.get(item["candidate_id"], {}))
            table.add_row(f"{item['score']:.2f}", escape(name), escape(_why(item)))
        console.print(table)


def show_failures(console: Console, outcome: Outcome) -> None:
    if outcome.failures:
        console.print("[bold]Files that could not be read[/bold]")
    for name, reason in sorted(outcome.failures.items()):
        console.print(f"  {escape(name)}: {escape(reason)}", soft_wrap=True)


def show_mail(console: Console, mails: list[EmailMessage]) -> None:
    """The first mail as a text reader shows it."""
    if mails:
        body = mails[0].get_body(("plain",))
        text = body.get_content() if body is not None else ""
        console.print(f"[bold]One of {len(mails)} mails received[/bold]")
        console.print(f"  To: {escape(str(mails[0]['To']))}")
        console.print(f"  Subject: {escape(str(mails[0]['Subject']))}")
        for line in text.strip().splitlines()[:12]:
            console.print(f"  | {escape(line)}", soft_wrap=True)


def show_events(console: Console, live: LiveEvents) -> None:
    console.print(f"[bold]{live.count} live events on the WebSocket[/bold]")
    for name, count in sorted(live.types.items()):
        console.print(f"  {count:5} {name}")


def summary(outcome: Outcome, sums: Sums, events: int) -> str:
    """The one line that ends a demo."""
    balance = outcome.balance
    lost = sum(balance.lost.values()) if balance else 0
    duplicated = sum(balance.duplicated.values()) if balance else 0
    matches = sum(len(run["items"]) for run in outcome.runs.values())
    return (
        f"demo: resumes={len(outcome.candidates)} jobs={len(outcome.runs)}"
        f" entities={sums.entities} relationships={sums.relationships} matches={matches}"
        f" mails={len(outcome.mails)} events={events} lost={lost} duplicated={duplicated}"
        f" seconds={outcome.seconds:.0f}"
    )


def _name(candidate: dict[str, Any]) -> str:
    parts = (candidate.get("first_name"), candidate.get("last_name"))
    return " ".join(part for part in parts if part) or "(no name found)"


def _why(item: dict[str, Any]) -> str:
    told = sorted(item["verdicts"], key=lambda verdict: -abs(verdict["contribution"]))
    quoted = [verdict for verdict in told if verdict["evidence"]][:_QUOTES]
    lines = [
        f"{_MARKS[verdict['verdict']]} {verdict['requirement']}: “{_quote(verdict)}”"
        for verdict in quoted
    ]
    missing = [verdict["requirement"] for verdict in told if verdict["verdict"] == "not_met"]
    return "\n".join(lines + ([f"✗ missing: {', '.join(missing[:4])}"] if missing else []))


def _quote(verdict: dict[str, Any]) -> str:
    return " ".join(verdict["evidence"][0]["quote"].split())[:90]
