"""A lost card is asked again, by a process of its own and ever more seldom, whether it answers.

What CUDA makes of a lost card stays for as long as a process lives. So a trainer whose card is
back ends, as if it were asked to: its runs wait for the one that is started in its place, which
opens the card anew.
"""

from __future__ import annotations

import contextlib
import json
import logging
import math
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from engine.backend import CPU, Device
from webapp.awaited import await_card, forget_card

FIRST_S, LONGEST_S = 60.0, 3600.0  # until it is asked; twice as long after each time in vain
HOLDS = 10  # pauses that a card has to hold for once it is back, or the next is twice as long
FILE = "card-is-back"  # in the data folder: what the next pause would be
PATIENCE_S, LOOK_S = 60.0, 0.5  # for an answer, and between two looks for it
PROBE = (sys.executable, "-m", "webapp.supervisor.probe")
KERNEL = "14"  # what its first kernel has to compute
log = logging.getLogger("lab.trainer")


class Returning:
    """Of one trainer: `wanted` is what it was to train on, `found` what it has.

    What the next trainer has to know is left in `folder`.
    """

    def __init__(
        self,
        wanted: str,
        found: Device,
        folder: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock, self._pause, self._next = clock, FIRST_S, math.inf
        self._folder, self._file = folder, folder / FILE
        self._asked: subprocess.Popen[bytes] | None = None
        self._since = 0.0
        if wanted == "gpu" and found.kind == "cpu":
            self.lost()
        elif wanted == "gpu":
            forget_card(folder)

    def lost(self) -> Device:
        """The card is lost, from now on; what is trained on meanwhile."""
        if self._next == math.inf:
            self._pause = self._first()
            self._rest()
        return CPU

    def back(self) -> bool:
        """Whether the card answers again; takes no time, and is asked between any two steps."""
        at = self._clock()
        if at < self._next:
            return False
        if self._asked is None:
            self._asked = subprocess.Popen(
                PROBE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._since = at
        elif self._asked.poll() is not None or at - self._since > PATIENCE_S:
            return self._heard()
        self._next = at + LOOK_S
        return False

    def _heard(self) -> bool:
        """What the probe said, if it has ended; it is ended if not."""
        assert self._asked is not None
        self._asked.kill()
        said, _ = self._asked.communicate()
        works = self._asked.returncode == 0 and json.loads(said.splitlines()[-1])["ran"] == KERNEL
        self._asked = None
        self._pause = min(2 * self._pause, LONGEST_S)
        self._rest()
        if works:
            log.warning("the graphics card answers again; a new trainer takes over")
            with contextlib.suppress(OSError):  # a full disk: the next pause is a short one
                self._file.write_text(f"{self._pause:g}")
        else:
            log.warning("the graphics card is still lost; it is asked again in %g s", self._pause)
        return works

    def _rest(self) -> None:
        self._next = self._clock() + self._pause
        await_card(self._folder, self._pause)

    def _first(self) -> float:
        """How long to wait at first: longer where a card that came back is soon lost again."""
        try:
            pause, at = float(self._file.read_text()), self._file.stat().st_mtime
        except (OSError, ValueError):
            return FIRST_S
        return min(pause, LONGEST_S) if time.time() - at < HOLDS * pause else FIRST_S
