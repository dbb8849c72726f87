"""A person's name as first and last name."""

PARTICLES = (
    *("al", "bin", "el", "da", "das", "de", "del", "della", "di", "do", "dos", "du", "la", "le"),
    *("den", "der", "ten", "ter", "van", "von", "zu", "zum", "zur"),
)


def split_name(name: str) -> tuple[str | None, str | None]:
    """``Ludwig van Beethoven`` -> ``Ludwig``, ``van Beethoven``; one word is a first name.

    ``Last, First`` is turned round, a title after the name is left out, and a name in capitals is
    written like others.
    """
    words = _in_order(name)
    if name.isupper():
        words = [word.title() for word in words]
    if len(words) < 2:  # noqa: PLR2004 - a first and a last name
        return (words[0] if words else None), None
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def _in_order(name: str) -> list[str]:
    before, _, after = name.partition(",")
    words, rest = before.split(), after.split()
    is_last_name = len(words) == 1 or (words and words[0].lower() in PARTICLES)
    return [*rest, *words] if rest and is_last_name else words
