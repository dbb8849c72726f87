"""Containers that unpack to far more than they weigh, or lie about what is in them."""

import io
import random
import zipfile
from collections.abc import Callable, Mapping

from tests.fuzz.samples import docx, zipped

BODY = "word/document.xml"
ENTITIES = "".join(
    f'<!ENTITY l{at} "{"&l" + str(at - 1) + ";" if at else "lol"}'
    f'{("&l" + str(at - 1) + ";") * 9 if at else ""}">'
    for at in range(10)
)


def repacked(changed: Mapping[str, bytes]) -> bytes:
    """The Word document with these entries in place of its own, or beside them."""
    with zipfile.ZipFile(io.BytesIO(docx())) as source:
        entries = {name: source.read(name) for name in source.namelist()}
    return zipped({**entries, **changed})


def zip_of_one_giant(chance: random.Random) -> bytes:
    return repacked({BODY: b" " * chance.randrange(30_000_000, 60_000_000)})


def zip_of_many(chance: random.Random) -> bytes:
    return repacked({f"word/{at}.xml": b"" for at in range(chance.randrange(2_500, 4_000))})


def zip_in_zips(chance: random.Random) -> bytes:
    inner = docx()
    for _ in range(chance.randrange(3, 9)):
        inner = repacked({"word/media/inner.zip": inner})
    return inner


def zip_that_lies(chance: random.Random) -> bytes:
    """Its directory says that the body is small; unpacking it says otherwise."""
    packed = bytearray(repacked({BODY: b" " * chance.randrange(3_000_000, 9_000_000)}))
    at = packed.rfind(BODY.encode()) - 46
    packed[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(packed)


def zip_of_entities(_chance: random.Random) -> bytes:
    """ "Billion laughs": entities that multiply."""
    body = f"<?xml version='1.0'?><!DOCTYPE d [{ENTITIES}]><d>&l9;</d>"
    return repacked({BODY: body.encode()})


def zip_without_body(chance: random.Random) -> bytes:
    return repacked({BODY: chance.choice((b"", b"<", b"<a/>", b"\0" * 99))})


BOMBS: Mapping[str, Callable[[random.Random], bytes]] = {
    each.__name__: each
    for each in (
        *(zip_of_one_giant, zip_of_many, zip_in_zips),
        *(zip_that_lies, zip_of_entities, zip_without_body),
    )
}
