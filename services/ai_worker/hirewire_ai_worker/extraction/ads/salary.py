"""What a job pays."""

import re
from collections.abc import Iterator

from hirewire_ai_worker.extraction.confidence import Calibrator
from hirewire_ai_worker.extraction.facts import SalaryFact, SalaryInterval
from hirewire_ai_worker.extraction.view import View

CODES = "nzd|sgd|hkd|zar|mxn|brl|huf|ron|bgn|try|aed|sar|ils|thb|krw|cny|php|idr|myr|clp|cop|ars"
SIGNS = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "chf": "CHF",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "usd": "USD",
    "gbp": "GBP",
    "sek": "SEK",
    "nok": "NOK",
    "dkk": "DKK",
    "pln": "PLN",
    "cad": "CAD",
    "aud": "AUD",
    "inr": "INR",
    "jpy": "JPY",
    "czk": "CZK",
    "us$": "USD",
    "zł": "PLN",
    "kr": "SEK",
    **{code: code.upper() for code in CODES.split("|")},
}
SIGN = (
    r"(?:€|us\$|\$|£|¥|chf|eur(?:os?)?|usd|gbp|sek|nok|dkk|pln|cad|aud|inr|jpy|czk|zł|kr|"
    + CODES
    + ")"
)
AMOUNT = r"\d{1,3}(?:[.,'\u2019 ]\d{3})+(?:[.,]\d{2})?|\d+(?:[.,]\d{1,2})?"
RANGE = re.compile(
    rf"""(?<![\w.,])(?P<before>{SIGN})?\s?(?P<low>{AMOUNT})\s?(?P<low_k>k|tsd\.?|mil)?\s?(?P<middle>{SIGN})?
    (?:\s?(?:-|/|to|bis|a|à|and|und|et|y|until|up\sto)\s?(?:{SIGN})?\s?(?P<high>{AMOUNT})\s?(?P<high_k>k|tsd\.?|mil)?)?
    \s?(?P<after>{SIGN})?(?![\w%])""",
    re.VERBOSE,
)
CUE = re.compile(
    r"salary|salari[eo]?|salaire|gehalt|vergutung|remuneration|retribucio|sueldo|compensation|\bpay\b|wage|lohn|brut|gross|brutto|ote\b"
    r"|(?:per|a|an|pro|par|al?|im|por|/)\s?(?:year|annum|jahr|an|ano|any|month|monat|mois|mes|hour|stunde|heure|hora|h\b)|p\.\s?a\.|annual|jahrlich|annuel|anual|hourly"
)
INTERVALS: tuple[tuple[SalaryInterval, re.Pattern[str]], ...] = (
    ("hour", re.compile(r"hour|stunde|heure|hora\b|/\s?h\b|\bph\b|std\b")),
    ("day", re.compile(r"per day|a day|/\s?day|daily|pro tag|par jour|al dia|tagessatz")),
    ("week", re.compile(r"week|woche|semaine|semana")),
    ("month", re.compile(r"month|monat|mois|\bmes\b|mensual|mensuel")),
    (
        "year",
        re.compile(r"year|annum|p\.\s?a\.|jahr|\ban\b|annuel|annual|ano\b|anual|\bany\b|jahrlich"),
    ),
)
HOURLY, MONTHLY = 250, 12_000
LEAST = 5
REACH = 36
MILLION = re.compile(r"^\s?(?:m\b|mio|million|milliard|billion|bn)")


def salary_of(view: View, calibrator: Calibrator) -> SalaryFact | None:
    """The first amount with a currency in a line that speaks of pay."""
    for line in view.lines:
        folded = view.folded[line.start : line.end]
        if not CUE.search(folded):
            continue
        for match in RANGE.finditer(folded):
            fact = _fact(view, line.start, folded, match, calibrator)
            if fact is not None:
                return fact
    return None


def _fact(
    view: View, offset: int, folded: str, match: re.Match[str], calibrator: Calibrator
) -> SalaryFact | None:
    signs = [match.group(name) for name in ("before", "middle", "after") if match.group(name)]
    if not signs or MILLION.match(folded[match.end() :]):
        return None
    thousands = match.group("low_k") or match.group("high_k")
    amounts = list(_amounts(match, thousands is not None))
    if max(amounts) < LEAST:
        return None
    low, high = (min(amounts), max(amounts)) if match.group("high") else (amounts[0], None)
    features = {
        "range": high is not None,
        "labelled": CUE.search(folded[: match.start()]) is not None,
    }
    return SalaryFact(
        minimum=low,
        maximum=high,
        currency=SIGNS[signs[0]],
        interval=_interval(folded[: match.start()], folded[match.end() :], max(amounts)),
        confidence=calibrator.confidence("salary", features),
        evidence=(view.evidence(offset + match.start(), offset + match.end(), "terms"),),
    )


def _amounts(match: re.Match[str], thousands: bool) -> Iterator[float]:  # noqa: FBT001 - one of two units
    for name in ("low", "high"):
        text = match.group(name)
        if text:
            yield _number(text) * (1000 if thousands and _number(text) < 1000 else 1)  # noqa: PLR2004


def _number(text: str) -> float:
    """`62,000`, `20.356,35`, `45 000`, `17.50`."""
    digits = re.sub(r"[ '\u2019]", "", text)
    cents = re.search(r"[.,](\d{1,2})$", digits)
    whole = re.sub(r"[.,]", "", digits[: cents.start()] if cents else digits)
    return float(f"{whole}.{cents.group(1)}" if cents else whole)


def _interval(before: str, after: str, amount: float) -> SalaryInterval:
    """The unit of time named next to the amount, behind it rather than before it."""
    for near in (after[:REACH], before[-REACH:]):
        found = [(hit.start(), name) for name, rule in INTERVALS if (hit := rule.search(near))]
        if found:
            return min(found)[1]
    if amount <= HOURLY:
        return "hour"
    return "month" if amount <= MONTHLY else "year"
