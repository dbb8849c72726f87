"""Words that turn a mention around: negation, and what is only wished for."""

import re

REACH = 70
LONGEST = 1_000
NEGATION = re.compile(
    r"""(?:
    \bno\s+(?:\w+\s+){0,2}?(?:experience|knowledge|background|skills?|exposure|familiarity)\b
    | \b(?:not|n't|never)\s+(?:yet\s+)?(?:been\s+)?(?:familiar|experienced|proficient|used
    |worked|learn(?:ed|t)|touched|know|skilled)\b
    | \bwithout\s+(?:any\s+|prior\s+)?(?:experience|knowledge|skills?)\b
    | \black(?:s|ing)?\s+(?:of\s+)?(?:experience|knowledge)\b
    | \bkeine(?:rlei)?\s+(?:\w+\s+){0,2}?(?:erfahrung(?:en)?|kenntnisse|vorkenntnisse)\b
    | \bnoch\s+(?:nie|nicht)\b | \bohne\s+(?:\w*erfahrung|\w*kenntnisse)\b
    | \b(?:sans|aucune?|pas\s+d['e]\s?)\s*(?:\w+\s+){0,1}?(?:experience|connaissance)s?\b
    | \bjamais\s+(?:utilise|travaille)\b
    | \b(?:sin|ninguna?)\s+(?:experiencia|conocimientos?)\b | \bnunca\s+(?:he\s+)?(?:usado
    |trabajado|utilizado)\b
    )""",
    re.VERBOSE,
)
TURN = re.compile(r"[.;\n!?]|\bbut\b|\baber\b|\bsondern\b|\bmais\b|\bpero\b|\bhowever\b")
NOT_NEEDED = re.compile(
    r"^[^.;\n!?]{0,30}?\b(?:(?:is|are)\s+)?(?:not\s+(?:required|necessary|needed|mandatory)|nicht\s+(?:erforderlich|notwendig|notig)|(?:n'est\s+)?pas\s+(?:necessaire|requis)|no\s+(?:es\s+)?(?:necesario|requerido))"
)
WISHED = re.compile(
    r"""\b(?:nice[\s-]to[\s-]have|a\s+(?:big\s+|strong\s+|huge\s+|real\s+)?(?:plus|bonus|advantage)|is\s+(?:a\s+)?(?:plus|advantage)|preferred|preferably|desirable|desired
    |ideally|bonus(?:\s+points)?|advantageous|optional(?:ly)?|good\s+to\s+have|beneficial|would\s+be\s+(?:great|nice|helpful|an?\s+asset)|an?\s+asset|welcome|appreciated
    |von\s+vorteil|wunschenswert|idealerweise|gerne\s+auch|pluspunkt|optimal(?:erweise)?|gern\s+gesehen|erganzend|vorteilhaft
    |un\s+plus|un\s+atout|atout|souhaitee?s?|apprecie(?:e|es|s)?|idealement|de\s+preference
    |deseable|valorable|se\s+valorara(?:n)?|se\s+valora|preferible(?:mente)?|idealmente|un\s+extra)\b""",
    re.VERBOSE,
)
NEEDED = re.compile(
    r"""\b(?:must(?:[\s-]have)?|required|mandatory|essential|necessary|need(?:ed)?|minimum|at\s+least|strong|proven|solid|zwingend|erforderlich|vorausgesetzt|voraussetzung
    |notwendig|mindestens|sicherer?\s+umgang|fundierte|sehr\s+gute|obligatoire|requise?s?|indispensable|exigee?s?|imperati(?:f|vement)|maitrise|imprescindible|obligatori[oa]|necesario|requerido|minimo)\b""",
    re.VERBOSE,
)


def is_negated(folded: str, start: int, end: int) -> bool:
    """`no experience with X`, `never used X`, `X is not required`; judged within one sentence."""
    before = folded[max(0, start - REACH) : start]
    turns = list(TURN.finditer(before))
    clause = before[turns[-1].end() :] if turns else before
    return (
        NEGATION.search(clause) is not None
        or NOT_NEEDED.match(folded[end : end + REACH]) is not None
    )


def sentence_bounds(folded: str, start: int, end: int) -> tuple[int, int]:
    """The sentence or line that a span stands in, or what of an endless one is near."""
    nearest, furthest = max(0, start - LONGEST), min(len(folded), end + LONGEST)
    stops = [folded.rfind(mark, nearest, start) for mark in (". ", "\n", "; ", "! ", "? ")]
    first = max(max(stops) + 1, nearest)
    ends = [folded.find(mark, end, furthest) for mark in (". ", "\n", "; ", "! ", "? ")]
    last = min((stop for stop in ends if stop >= 0), default=furthest)
    return first, last


def is_wished(folded: str, start: int, end: int) -> bool:
    first, last = sentence_bounds(folded, start, end)
    return WISHED.search(folded[first:last]) is not None


def is_needed(folded: str, start: int, end: int) -> bool:
    first, last = sentence_bounds(folded, start, end)
    return NEEDED.search(folded[first:last]) is not None
