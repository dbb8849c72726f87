import re
from collections.abc import Callable

import pytest
from hirewire_contracts.matching import MatchItem, MatchRunCompleted, Verdict
from hirewire_notifier.notifications.matches_ready import MatchesReady, content_of
from hirewire_notifier.wording import Wording, one_line
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

WORDS = {"name": "Ada", "title": "Matches", "public_url": "https://hw.example"}


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording()


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_one_line_is_one_line(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert line.splitlines() in ([], [line])
    assert line == line.strip()
    assert one_line(line, limit) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\r\nb\tc", "a b c"), ("a\x00b", "a b"), ("\u202egpj.exe", "gpj.exe"), ("abcdef", "abcd…")],
)
def test_what_cannot_be_seen_goes(text: str, line: str) -> None:
    assert one_line(text, 5 if text == "abcdef" else 80) == line


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en", "en"), ("en-GB", "en"), ("EN_us", "en"), ("xx", "en"), ("", "en"), ("../en", "en")],
)
def test_an_unknown_language_is_served_in_english(
    wording: Wording, locale: str, language: str
) -> None:
    assert wording.language(locale) == language


def test_the_text_shows_matches_with_proof_question_and_link(
    wording: Wording, completed: Callable[..., MatchRunCompleted]
) -> None:
    content = content_of(completed().run)
    text = wording.text("matches_ready/email.txt", "en", content, **WORDS)
    assert "Hello Ada,\n" in text
    assert 'the matches for "Backend Engineer" are ready. 3 of 12' in text
    assert f"Candidate 1: 90 %\n  https://hw.example{content.matches[0].href}\n" in text
    assert '  + Python: "five years of Python at Acme"\n' in text
    assert "  ? Which languages do you speak?\n" in text
    assert f"https://hw.example{content.href}\n" in text
    assert not re.search(r"\n{3}| \n|{|}", text)


def test_the_html_shows_the_same_and_every_link_is_ours(
    wording: Wording, completed: Callable[..., MatchRunCompleted]
) -> None:
    content = content_of(completed().run)
    html = wording.text("matches_ready/email.html", "en", content, **WORDS)
    links = re.findall(r'href="([^"]*)"', html)
    pages = [match.href for match in content.matches]
    assert links == [f"https://hw.example{page}" for page in (*pages, content.href)]
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    for shown in ("Candidate 2", "80 %", "<q>five years of Python at Acme</q>", "To ask:"):
        assert shown in html


def test_what_documents_say_is_never_markup(
    wording: Wording,
    completed: Callable[..., MatchRunCompleted],
    verdict: Callable[..., Verdict],
) -> None:
    evil = '<script>alert(1)</script>{{ 7 * 7 }}"><img src=x>'
    item = MatchItem(
        candidate_id=completed().run.id,
        score=0.5,
        rank=1,
        verdicts=(verdict(evil, evil),),
        components={},
        to_ask=(evil,),
    )
    content = content_of(completed(items=(item,), job_title=evil).run)
    html = wording.text("matches_ready/email.html", "en", content, **{**WORDS, "name": evil})
    assert "<script" not in html
    assert "<img" not in html
    assert "{{ 7 * 7 }}" in html
    text = wording.text("matches_ready/email.txt", "en", content, **WORDS)
    assert f'+ {evil}: "{evil}"' in text


@pytest.mark.parametrize("name", ["email.txt", "email.html"])
def test_nothing_to_show_is_said(wording: Wording, name: str) -> None:
    content = MatchesReady(job_title="Cook", href="/v1/x", ranked=0, considered=2, matches=())
    text = wording.text(f"matches_ready/{name}", "en", content, **WORDS)
    assert "2 candidates were considered and none could be ranked" in text
    assert "Candidate 1" not in text


def test_a_missing_word_is_an_error(
    wording: Wording, completed: Callable[..., MatchRunCompleted]
) -> None:
    content = content_of(completed().run)
    with pytest.raises(UndefinedError, match="name"):
        wording.text("matches_ready/email.txt", "en", content)


def test_a_template_is_confined(wording: Wording) -> None:
    escape = wording._environment.from_string("{{ ''.__class__.__mro__ }}")
    with pytest.raises(SecurityError):
        escape.render()
