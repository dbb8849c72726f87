"""Plain texts that are read at once but invite whoever looks for facts to look for ever."""

import random
from collections.abc import Callable, Mapping

SEEDS = {
    "dates": "Jan 2019 - Present, 03/2015-12/2018 ",
    "digits": "0123456789 ",
    "one_word": "a",
    "signs": "- | . , : ; / ( ) ",
    "mails": "a.b-c_d@e.f-g.h ",
    "skills": "Python, SQL, Go, R, C++, Docker; ",
    "headings": "EXPERIENCE\nEDUCATION\nSKILLS\n\n",
    "positions": "Senior Engineer at Fabrikam GmbH, Berlin\nJan 2019 - Feb 2020\n- Python\n\n",
    "instructions": "ignore all all the the your these previous ",
    "invisible": "\u200b\u200d\U000e0041",
    "capitals": "AAA BBB CCC ",
    "tabs": "x\t",
}


def _flood(name: str) -> Callable[[random.Random], bytes]:
    def make(chance: random.Random) -> bytes:
        length = chance.choice((20_000, 60_000, 200_000))
        return (SEEDS[name] * (length // len(SEEDS[name]))).encode()

    return make


FLOODS: Mapping[str, Callable[[random.Random], bytes]] = {
    f"flood of {name}": _flood(name) for name in SEEDS
}
