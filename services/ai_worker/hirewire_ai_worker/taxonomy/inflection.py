"""Feminine forms of job titles in German, French and Spanish."""

from collections.abc import Iterator

GERMAN = ("er", "ist", "ent", "ant", "eur", "or", "ier", "ologe", "mann", "arzt", "iker", "loge")
FRENCH = (
    ("teur", "trice"),
    ("eur", "euse"),
    ("eur", "eure"),
    ("ien", "ienne"),
    ("ier", "ière"),
    ("ant", "ante"),
    ("é", "ée"),
    ("er", "ère"),
)
SPANISH = (("or", "ora"), ("ero", "era"), ("ico", "ica"), ("ado", "ada"), ("ivo", "iva"))


def feminine_forms(title: str) -> Iterator[str]:
    """Guesses, some of which are no words; they do no harm, since nobody writes them."""
    first, space, rest = title.partition(" ")
    if title.endswith("mann"):
        yield f"{title[:-4]}frau"
    elif title.endswith("loge"):
        yield f"{title[:-1]}in"
    elif title.endswith(GERMAN):
        yield f"{title}in"
    for masculine, feminine in (*FRENCH, *SPANISH):
        if first.endswith(masculine):
            yield f"{first[: -len(masculine)]}{feminine}{space}{rest}"
