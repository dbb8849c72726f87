"""How a word is written, which the network cannot see: it reads everything in lower case."""

SHAPES = 4
PLAIN, CAPITALISED, UPPER, MIXED = range(SHAPES)


def shape_of(word: str) -> int:
    """`data`, `Docker`, `SQL` and `TypeScript`, `C#` or `k8s` are of four shapes."""
    letters = [letter for letter in word if letter.isalpha()]
    if not letters:
        return PLAIN
    if any(letter.isdigit() or letter in "#+" for letter in word):
        return MIXED
    large = sum(letter.isupper() for letter in letters)
    if not large:
        return PLAIN
    if large == len(letters) > 1:
        return UPPER
    return CAPITALISED if large == 1 and letters[0].isupper() else MIXED
