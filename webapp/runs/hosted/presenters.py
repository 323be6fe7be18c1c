"""Who became a presenter, known to every web machine."""

from __future__ import annotations

from collections.abc import Collection

from webapp.runs.hosted.link import Link

KEY = "lab:presenters"


class KeyPresenters:
    """Implements `Presenters`: a set of persons."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def add(self, person: str) -> None:
        """Remember this person; raises Refused unless a full server knows them already."""
        if not self.among([person]):
            self._link.ask("SADD", KEY, person)

    def among(self, persons: Collection[str]) -> frozenset[str]:
        """Those of `persons` who ever became presenter; raises Unavailable."""
        asked = list(persons)
        if not asked:  # the server wants at least one
            return frozenset()
        known = self._link.ask("SMISMEMBER", KEY, *asked)
        return frozenset(one for one, is_one in zip(asked, known, strict=True) if is_one)
