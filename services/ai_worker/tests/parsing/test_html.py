import json

import pytest


def texts(document):
    return [document.text[line.start : line.end] for line in document.lines]


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_blocks_are_lines_and_inline_elements_are_not(parsed):
    body = (
        "<h1>Jane <em>Doe</em></h1><p>Writes <b>Python</b>,<br>and Go</p>"
        "<ul><li>one</li><li>two</li></ul>"
    )
    document = parsed(page(body))
    assert texts(document) == ["Jane Doe", "Writes Python,", "and Go", "one", "two"]
    assert [line.kind for line in document.lines] == [
        "heading",
        "text",
        "text",
        "list_item",
        "list_item",
    ]


def test_cells_are_divided_by_tabs(parsed):
    body = "<table><tr><td>German</td><td>C1</td></tr><tr><th>French</th><td>B2</td></tr></table>"
    assert texts(parsed(page(body))) == ["German\tC1", "French\tB2"]


def test_what_is_not_text_is_left_out(parsed):
    body = (
        "<script>let a</script><style>p{}</style><noscript>no</noscript>"
        "<svg><text>x</text></svg><p>yes</p>"
    )
    assert parsed(page(body, "<title>not me</title>")).text == "yes"


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display: none'>Rust</p>",
        "<div hidden><p>Rust</p></div>",
        "<p class='x'>Rust</p>",
        "<p style='color:#fff'>Rust</p>",
        "<p style='color: rgba(0,0,0,0.01)'>Rust</p>",
        "<p style='font-size:1px'>Rust</p>",
        "<p style='position:absolute;left:-9999px'>Rust</p>",
        "<p style='opacity:0'>Rust</p>",
        "<p style='visibility:hidden'>Rust</p>",
    ],
)
def test_hidden_text_is_flagged_and_left_out(parsed, hidden):
    document = parsed(page(f"<p>Python</p>{hidden}", "<style>.x { display:none }</style>"))
    assert document.text == "Python"
    assert [(flag.code, flag.quote) for flag in document.flags] == [("hidden_text", "Rust")]


def test_white_text_on_a_dark_ground_is_visible(parsed):
    body = "<div style='background:#123'><p style='color:white'>Python</p></div>"
    document = parsed(page(body))
    assert (document.text, document.flags) == ("Python", ())


def test_structured_data_is_read_only_when_the_page_shows_nothing(parsed):
    posting = {
        "@type": "JobPosting",
        "title": "Nurse",
        "hiringOrganization": {"name": "Clinic"},
        "jobLocation": {"address": {"addressLocality": "Bonn", "addressCountry": "DE"}},
        "employmentType": "FULL_TIME",
        "baseSalary": {
            "currency": "EUR",
            "value": {"minValue": 1, "maxValue": 2, "unitText": "YEAR"},
        },
        "description": "<p>Care for <b>people</b></p>",
    }
    script = f"<script type='application/ld+json'>{json.dumps(posting)}</script>"
    document = parsed(page(script))
    assert texts(document) == [
        "Nurse",
        "Company: Clinic",
        "Location: Bonn, DE",
        "Employment type: full time",
        "Salary: 1 - 2 EUR per year",
        "Care for people",
    ]
    assert [flag.code for flag in document.flags] == ["structured_data"]
    shown = parsed(page(script + "<p>" + "Text that the page shows to its readers. " * 10 + "</p>"))
    assert "Clinic" not in shown.text


def test_deep_nesting_costs_no_stack(parsed):
    assert parsed(page("<div>" * 3000 + "deep" + "</div>" * 3000)).text == "deep"


def test_a_page_without_text_is_refused(failure):
    assert failure(page("<img src='cv.png'>")).code == "no_text"
