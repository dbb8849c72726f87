"""Names of employers: their legal forms, and when two of them are the same."""

import re

from hirewire_ai_worker.taxonomy.names import fold, key_of

LEGAL_FORM = re.compile(
    r"""[\s,]+\(?(?:
        inc|incorporated|llc|l\.l\.c|ltd|limited|plc|corp|corporation|co|company|llp|lp
        |gmbh(?:\s*&\s*co\.?\s*kg(?:aa)?)?|ag|kg|ohg|ug(?:\s*\(haftungsbeschr[aä]nkt\))?|e\.\s?k|se|kgaa
        |mbh|e\.\s?v|ggmbh|s\.?\s?a\.?\s?s|s\.?a\.?r\.?l|s\.?a|eurl|s\.?l\.?u?|s\.?c\.?p|s\.?p\.?a|s\.?r\.?l
        |b\.?v|n\.?v|a\.?b|oy|as|a/s|aps|pty|pvt|kft|zrt|sp\.\s?z\s?o\.?\s?o
    )\.?\)?$""",
    re.IGNORECASE | re.VERBOSE,
)


def without_legal_form(name: str) -> str:
    """`Acme Pty Ltd.` -> `Acme`; a name that is nothing but a legal form stays."""
    bare = name.strip()
    for _ in range(2):
        bare = LEGAL_FORM.sub("", bare).strip(" ,") or bare
    return bare


def has_legal_form(name: str) -> bool:
    return LEGAL_FORM.search(fold(name.strip())) is not None


def organization_key(name: str) -> str:
    """The same for all spellings of a name, with or without its legal form."""
    return key_of(without_legal_form(name)) or key_of(name)
