"""Text that speaks to a machine instead of a reader."""

import re
from collections.abc import Iterator, Sequence

from hirewire_ai_worker.parsing.document import Flag, Line

MACHINE = (
    r"ai|llms?|ki|ia|(?:large\s+)?language\s+models?|sprachmodell\w*|mod[eè]les?\s+de\s+langage"
    r"|modelos?\s+de\s+lenguaje|chatbots?|chatgpt|gpt"
    r"|(?:\w+\s+)?screening\s+(?:tools?|systems?|software)"
)
INSTRUCTION = re.compile(
    r"""
    (?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|the\s+|your\s+|these\s+)*
        (?:previous|prior|above|earlier|preceding|system)?\s*
        (?:instructions?|prompts?|rules|directions|guidelines)
    | (?:you\s+are|act\s+as|pretend\s+to\s+be)\s+(?:now\s+)?(?:an?\s+)?
        (?:[\w-]+\s+){0,2}(?:ai|llm|language\s+model|assistant|chatbot|bot)
        \s*(?:[.,;:!?]|who|that|which|$)
    | (?:note|notice|message|attention|instructions?|hinweis|anweisung|nota|mensaje|remarque)
        \s+(?:to|for|an|f[uü]r|[aà]|pour|para)\s+
        (?:(?:the|any|all|die|das|alle|la|el|les|los)\s+|l')*(?:MACHINE)\b
    | (?:dear|hello|hi|hey|liebe[rs]?|ch[eè]re?|querid[oa])\s+(?:MACHINE)\b
    | (?:bewerte\w*|[eé]value[rz]?|notez|califi(?:ca|que)|punt[uú][ae])
        \s+(?:diese[nrs]?|ce(?:tte)?|est[ea])\s+
        (?:lebenslauf|bewerb\w+|kandidat\w+|candidat\w*|cv|profil\w*|curr[ií]cul\w+)
    | treat\s+(?:this|the)\s+(?:candidate|applicant|profile|cv|r[eé]sum[eé])\s+as\b
    | (?:system|assistant|developer)\s*:\s*(?:the|this|you|ignore|add|rate)\b
    | (?:rate|rank|score|grade|classify|mark|label|recommend)\s+(?:this|the|me\s+as)\s*
        (?:candidate|applicant|r[eé]sum[eé]|cv|profile|a)\b
        .{0,40}?(?:highest|perfect|top|best|10/10|100\s?%|excellent|strong\s+hire|first)
    | (?:return|output|respond\s+with|answer\s+with|reply\s+with)\s+(?:only\s+)?
        (?:the\s+)?(?:maximum|highest|perfect|a\s+score|score|json|"?(?:hire|yes)\b)
    | th(?:is|e)\s+(?:candidate|applicant)\s+is\s+(?:the\s+)?
        (?:perfect|ideal|best|an?\s+(?:excellent|exceptional))\s+(?:fit|match|candidate)
    | (?:system|assistant|developer)\s*(?:prompt|message)\s*[:=]
    | <\|?(?:im_start|system|endoftext)\|?>
    | ignor(?:iere|ieren\s+sie)\s+(?:alle\s+)?(?:vorherigen|bisherigen)\s+(?:anweisungen|befehle)
    | ignore[rz]?\s+(?:toutes\s+)?les\s+instructions\s+(?:pr[eé]c[eé]dentes|ci-dessus)
    | ignor[ae]\s+(?:todas\s+)?las\s+instrucciones\s+(?:anteriores|previas)
    """.replace("MACHINE", MACHINE),
    re.IGNORECASE | re.VERBOSE,
)


def instruction_like(text: str) -> bool:
    return INSTRUCTION.search(text) is not None


def instruction_flags(text: str, lines: Sequence[Line]) -> Iterator[Flag]:
    for match in INSTRUCTION.finditer(text):
        page = next((line.page for line in lines if line.end > match.start()), 1)
        yield Flag(
            code="instruction_like_text",
            detail="text that addresses a machine",
            page=page,
            quote=match.group(),
            start=match.start(),
            end=match.end(),
        )
