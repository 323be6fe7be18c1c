"""At most so many steps a second, without holding up the other runs of the trainer."""

from __future__ import annotations

from webapp.demos import LiveDemo


class Pace:
    """When the next step is due; times are given, so tests need no clock."""

    def __init__(self, demo: LiveDemo) -> None:
        self._due = 0.0
        self.follow(demo)

    def follow(self, demo: LiveDemo) -> None:
        """Take over the speed of `demo`; a slow pace ends with the change, not a second later."""
        self._every = 0.0 if demo.speed == "free" else 1 / float(demo.speed)
        self._due = 0.0

    def due(self) -> float:
        """When the next step may begin; 0 without a pace, and before its first step."""
        return self._due

    def stepped(self, at: float) -> None:
        """A step ended at `at`; a pace that could not be kept is not caught up with."""
        if self._every:
            self._due = max(self._due + self._every, at)
