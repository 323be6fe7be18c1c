"""The Python version of CIFAR-10 without unpickling: its opcodes are read, none is obeyed.

A pickle is a little program that builds objects, and may build anything; this reads it as a
list of strings and numbers (https://docs.python.org/3/library/pickletools.html). That what
was found is the data set is for the hashes of its arrays to say.
"""

from __future__ import annotations

import pickletools
from collections.abc import Iterator
from itertools import takewhile

from engine.data.refusals import DataRefused

LABELS = "labels"


def read_batch(name: str, blob: bytes, size: int) -> tuple[bytes, list[int]]:
    """The bytes of `data` and the numbers of `labels` in one batch; raises DataRefused."""
    data, labels, operations = None, None, _operations(name, blob)
    for value in operations:
        if isinstance(value, (str, bytes)) and len(value) == size:
            data = value if isinstance(value, bytes) else _plain(name, value)
        elif labels is None and value in (LABELS, LABELS.encode()):
            numbers = takewhile(lambda said: isinstance(said, int), operations)
            labels = [said for said in numbers if isinstance(said, int)]
    if data is None:
        raise DataRefused("foreign", file=name, want=f"data of {size} bytes", got="none")
    if labels is None:
        raise DataRefused("foreign", file=name, want=LABELS, got="none")
    return data, labels


def _operations(name: str, blob: bytes) -> Iterator[str | bytes | int | None]:
    """The strings and numbers of a pickle in order, None where an entry of a dictionary ends."""
    try:
        for code, said, _ in pickletools.genops(blob):
            if code.name in ("SETITEM", "SETITEMS"):
                yield None
            elif isinstance(said, (str, bytes)) or "INT" in code.name:
                yield said
    except Exception as error:  # damage can raise anything
        raise DataRefused("broken", file=name, why=f"{type(error).__name__}: {error}") from error


def _plain(name: str, text: str) -> bytes:
    """What Python 2 called a string; pickletools shows it as Latin-1."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise DataRefused("broken", file=name, why="text where bytes belong") from None
