"""The batch sizes of a race, as a reader writes them: `1, 8, 64, full`."""

from __future__ import annotations

from engine.schema import TextMistake

MOST = 6  # side by side; more would not be told apart
FULL = "full"
DIGITS = 6


def read_sizes(text: str) -> tuple[int | str, ...]:
    """Whole numbers from 1 and the word full, between commas; raises TextMistake."""
    found: list[int | str] = []
    column = 1
    for part in text.split(","):
        word = part.strip()
        at = column + len(part) - len(part.lstrip())
        _refuse(word, at, found)
        found.append(FULL if word == FULL else int(word))
        column += len(part) + 1
    return tuple(found)


def sizes_of(text: str, examples: int) -> tuple[int, ...]:
    """The same as numbers, smallest first: full is all the examples there are."""
    sizes = {examples if size == FULL else int(size) for size in read_sizes(text)}
    return tuple(sorted(sizes))


def _refuse(word: str, at: int, found: list[int | str]) -> None:
    whole = word.isascii() and word.isdigit() and 0 < len(word) <= DIGITS
    if word != FULL and not (whole and int(word) > 0):
        raise TextMistake(
            at,
            (
                f"expected a whole number from 1, or full, got {word or 'nothing'!r}",
                f"عددی صحیح از یک به بالا یا واژهٔ full لازم است، ولی {word or 'هیچ'!r} آمده است",
            ),
        )
    if (FULL if word == FULL else int(word)) in found:
        raise TextMistake(at, (f"{word} is there already", f"{word} پیش‌تر آمده است"))
    if len(found) == MOST:
        raise TextMistake(
            at,
            (
                f"at most {MOST} sizes can be told apart",
                f"بیش از {MOST} اندازه از هم شناخته نمی‌شوند",
            ),
        )
