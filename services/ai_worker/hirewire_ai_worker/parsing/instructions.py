"""Text that speaks to a machine instead of a reader."""

import re
from collections.abc import Iterator, Sequence

from hirewire_ai_worker.parsing.document import Flag, Line

INSTRUCTION = re.compile(
    r"""
    (?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|the\s+|your\s+|these\s+)*
        (?:previous|prior|above|earlier|preceding|system)?\s*
        (?:instructions?|prompts?|rules|directions|guidelines)
    | (?:you\s+are|act\s+as|pretend\s+to\s+be)\s+(?:now\s+)?(?:an?\s+)?
        (?:ai|llm|language\s+model|assistant|chatbot|recruit(?:er|ing)\s+(?:ai|bot))\b
    | (?:rate|rank|score|grade|classify|mark|label|recommend)\s+(?:this|the|me\s+as)\s*
        (?:candidate|applicant|r[eé]sum[eé]|cv|profile|a)\b
        .{0,40}?(?:highest|perfect|top|best|10/10|100\s?%|excellent|strong\s+hire|first)
    | (?:return|output|respond\s+with|answer\s+with|reply\s+with)\s+(?:only\s+)?
        (?:the\s+)?(?:maximum|highest|perfect|a\s+score|score|json|"?(?:hire|yes)\b)
    | this\s+(?:candidate|applicant)\s+is\s+(?:the\s+)?
        (?:perfect|ideal|best|an?\s+(?:excellent|exceptional))\s+(?:fit|match|candidate)
    | (?:system|assistant|developer)\s*(?:prompt|message)\s*[:=]
    | <\|?(?:im_start|system|endoftext)\|?>
    | ignor(?:iere|ieren\s+sie)\s+(?:alle\s+)?(?:vorherigen|bisherigen)\s+(?:anweisungen|befehle)
    | ignore[rz]?\s+(?:toutes\s+)?les\s+instructions\s+(?:pr[eé]c[eé]dentes|ci-dessus)
    | ignor[ae]\s+(?:todas\s+)?las\s+instrucciones\s+(?:anteriores|previas)
    """,
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
