"""docs/asvs.md has each requirement of levels 1 and 2 once, and names tests and pages there are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/asvs.md").read_text("utf-8")
LINE = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([123]) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
OUTSIDE = re.compile(r"^\| ((?:\d+\.\d+\.\d+(?:, )?)+) \| [^|]+ \|$", re.MULTILINE)
TEST, PLACE = re.compile(r"`([\w/]+\.py)::(\w+)`"), re.compile(r"`(docs/[\w-]+\.md)#([\w-]+)`")
WITHOUT_A_TEST = ("not met: ", "by deployment: ", "by design: ")
SECTIONS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1
4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2
7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2
10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5
14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""
"""Of ASVS 5.0.0: how many requirements of levels 1 and 2 a section has; they come first in it."""
SHOWN = [(number, shown) for number, _, _, shown in LINE.findall(PAGE)]


def test_every_requirement_of_levels_1_and_2_is_there_once() -> None:
    counts = (each.split(":") for each in SECTIONS.split())
    wanted = [f"{section}.{n}" for section, most in counts for n in range(1, int(most) + 1)]
    told = [number for number, level, _, _ in LINE.findall(PAGE) if level != "3"]
    outside = [number for each in OUTSIDE.findall(PAGE) for number in each.split(", ")]
    assert sorted(told + outside) == sorted(wanted)
    assert len(wanted) == 253


@pytest.mark.parametrize(("number", "shown"), SHOWN, ids=[number for number, _ in SHOWN])
def test_it_names_what_exists_or_says_why_not(number: str, shown: str) -> None:
    named = [*TEST.findall(shown), *PLACE.findall(shown)]
    assert named or shown.startswith(WITHOUT_A_TEST), number
    for path, name in TEST.findall(shown):
        content = (ROOT / path).read_text("utf-8")
        assert re.search(rf"^(async )?def {name}\(", content, re.MULTILINE), shown
    for path, place in PLACE.findall(shown):
        headings = re.findall(r"^#+ (.+)$", (ROOT / path).read_text("utf-8"), re.MULTILINE)
        assert place in {heading.lower().replace(" ", "-") for heading in headings}, shown
