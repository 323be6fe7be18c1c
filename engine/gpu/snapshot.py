"""What a run was before the step in progress, so that the device may be a step ahead of us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.gpu.buffers import View
from engine.gpu.recorder import Recorder


@dataclass(frozen=True)
class Snapshot:
    """Copies of exact arrays (R, ...), made by the first operations of a step.

    Of runs that are not active (R,) nothing is copied: theirs stay what the last step they
    took began with, and the last operations of a step undo what it did to them.
    """

    copies: Mapping[View, View]
    active: View

    @classmethod
    def make(cls, recorder: Recorder, views: Sequence[View]) -> Snapshot:
        """For arrays that are kept; the host says who is active."""
        active = recorder.make("active", (views[0].runs,), "int", held=True)
        made = {
            view: recorder.make(f"{view.buffer.name} before", view.shape, "float", held=True)
            for view in views
        }
        return cls(made, active)

    def take(self, recorder: Recorder) -> None:
        """Write the copying down."""
        self._write(recorder, "remember")

    def undo(self, recorder: Recorder, masters: View, weights: View) -> None:
        """Write the copying back down; `weights` are the copy of `masters` for products."""
        self._write(recorder, "undo")
        sizes = {"n": masters.size, "size": masters.per_run}
        recorder.run(
            "undo_copy", masters.size, w=masters, copy=weights, active=self.active, **sizes
        )

    def _write(self, recorder: Recorder, name: str) -> None:
        for view, copy in self.copies.items():
            if view.size:
                sizes = {"n": view.size, "size": view.per_run}
                recorder.run(name, view.size, w=view, before=copy, active=self.active, **sizes)

    def of(self, view: View) -> View:
        """The copy of one of the arrays."""
        return self.copies[view]
