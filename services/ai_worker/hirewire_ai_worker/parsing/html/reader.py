"""An HTML page to draft lines."""

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from hirewire_ai_worker.parsing.assembly import Draft
from hirewire_ai_worker.parsing.charset import decode
from hirewire_ai_worker.parsing.document import Flag
from hirewire_ai_worker.parsing.failures import UnreadableError
from hirewire_ai_worker.parsing.hidden import hidden_flags, zero_width_flags
from hirewire_ai_worker.parsing.html.job_posting import job_postings, posting_html
from hirewire_ai_worker.parsing.html.styles import declarations_of
from hirewire_ai_worker.parsing.html.walk import Page
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.media import HTML

FEWEST_LETTERS = 300


def read_html(data: bytes, limits: ParseLimits) -> Draft:
    """Reads visible text only.

    A page that shows next to nothing but carries a JobPosting for search engines is read from
    that, with a flag.
    """
    text = decode(data).text
    if len(text) > limits.file_size:
        raise UnreadableError("too_large", f"more than {limits.file_size} characters")
    tree = _parsed(text)
    page = _walked(tree)
    flags = [*zero_width_flags(text), *hidden_flags(page.hidden, 1)]
    postings = job_postings(tree)
    if postings and sum(len(line.text) for line in page.lines) < FEWEST_LETTERS:
        page = _walked(LexborHTMLParser(posting_html(postings[0])))
        flags.append(Flag("structured_data", "read from the page's JobPosting data", 1))
    if not page.lines:
        raise UnreadableError("no_text", "the page shows no text")
    return Draft(HTML, page.lines, flags=flags)


def _parsed(text: str) -> LexborHTMLParser:
    """Any text is HTML, so an error of the parser means that it found no more memory."""
    try:
        return LexborHTMLParser(text)
    except SelectolaxError as error:
        raise UnreadableError("out_of_memory", f"the page is too big: {error}") from error


def _walked(tree: LexborHTMLParser) -> Page:
    page = Page(declarations_of(tree))
    if tree.body is not None:
        page.read(tree.body)
    return page
