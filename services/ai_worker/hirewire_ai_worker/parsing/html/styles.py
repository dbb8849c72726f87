"""Which elements of a page are drawn so that a reader cannot see their text."""

import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

MOST_RULES = 500
PALE = 0.9
BYTE = 255
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TELLING = re.compile(
    r"display|visibility|opacity|font-size|colou?r|background|text-indent|left|top|clip",
    re.IGNORECASE,
)
HIDING = (
    (re.compile(r"display\s*:\s*none"), "text that is not displayed"),
    (re.compile(r"visibility\s*:\s*(?:hidden|collapse)"), "text that is not displayed"),
    (re.compile(r"opacity\s*:\s*0(?:\.0\d*)?(?![.\d])"), "transparent text"),
    (re.compile(r"font-size\s*:\s*[0-2](?:\.\d+)?\s*(?:px|pt)?\s*(?:;|!|$)"), "tiny text"),
    (re.compile(r"(?:text-indent|left|top)\s*:\s*-\d{3,}"), "text outside the page"),
    (re.compile(r"clip\s*:\s*rect\(\s*0"), "text that is not displayed"),
)
COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)")
BACKGROUND = re.compile(r"background(?:-color|-image)?\s*:\s*([^;!]+)")
HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+))?")
NO_BACKGROUND = {"transparent", "none", "inherit", "initial", "unset"}

Declarations = Mapping[int, str]


def declarations_of(tree: LexborHTMLParser) -> Declarations:
    """The telling style declarations by node id, those of style sheets before inline ones."""
    found: dict[int, str] = {}
    for selector, body in _rules(tree):
        for node in _matches(tree, selector):
            found[node.mem_id] = f"{found.get(node.mem_id, '')};{body}"
    for node in tree.css("[style]"):
        own = (node.attributes.get("style") or "").lower()
        found[node.mem_id] = f"{found.get(node.mem_id, '')};{own}"
    return found


def _rules(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    sheet = "\n".join(node.text() for node in tree.css("style"))
    rules = RULE.findall(COMMENT.sub("", sheet))
    telling = [(selector.strip(), body.lower()) for selector, body in rules if TELLING.search(body)]
    return iter(telling[:MOST_RULES])


def _matches(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    if selector.startswith("@") or ":" in selector:
        return []
    try:
        return list(tree.css(selector))
    except SelectolaxError:
        return []


def hiding_reason(node: LexborNode, declarations: str) -> str | None:
    """Why the element and all it holds is not seen; colours are judged by `is_pale`."""
    if "hidden" in node.attributes:
        return "text that is not displayed"
    return next((reason for rule, reason in HIDING if rule.search(declarations)), None)


def text_is_pale(declarations: str) -> bool | None:
    """True for white or nearly white text, None when no colour is given."""
    values = COLOUR.findall(declarations)
    return is_pale(values[-1]) if values else None


def has_background(declarations: str) -> bool | None:
    """True when something other than white is drawn behind the text, None when nothing is said."""
    values = [value.strip() for value in BACKGROUND.findall(declarations)]
    if not values:
        return None
    return values[-1] not in NO_BACKGROUND and not is_pale(values[-1])


def is_pale(colour: str) -> bool:
    value = colour.strip()
    if value.startswith(("white", "transparent", "snow", "ivory")):
        return True
    short = HEX.search(value)
    if short:
        digits = short.group(1)
        wide = digits if len(digits) > 3 else "".join(each * 2 for each in digits)  # noqa: PLR2004 - #rgb
        return _luminance(*bytes.fromhex(wide)) > PALE
    mixed = RGB.search(value)
    if mixed is None:
        return False
    red, green, blue = (int(part) for part in mixed.groups()[:3])
    faint = mixed.group(4) is not None and float(mixed.group(4)) < 0.1  # noqa: PLR2004 - alpha
    return faint or _luminance(red, green, blue) > PALE


def _luminance(red: int, green: int, blue: int) -> float:
    return (0.3 * red + 0.59 * green + 0.11 * blue) / BYTE
