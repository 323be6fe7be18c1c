"""Wrong tries by network, counted for the web processes of all machines together."""

from __future__ import annotations

from webapp.runs import tries
from webapp.runs.hosted.link import Link


class KeyTries:
    """Implements `Tries`: a list of times a network, which the server forgets by itself."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def begin(self, network: str) -> int:
        """Count a try before it is judged: 0, or the seconds to wait, and then it is not counted.

        Raises Refused.
        """
        given = network, tries.MOST, round(1000 * tries.SECONDS), tries.KNOWN
        return int(self._link.call("try_begin", *given))

    def right(self, network: str) -> None:
        """The try that was counted last was right: it is taken back; raises Refused."""
        self._link.call("try_right", network)
