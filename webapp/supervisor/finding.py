"""One sentence of the doctor's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One sentence; `mark` is sound, note (it will do) or fault (it will not)."""

    mark: str
    sentence: str
