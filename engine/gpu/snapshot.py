"""What a run was before the step in progress, so that the device may be a step ahead of us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.gpu.buffers import View
from engine.gpu.recorder import Recorder


@dataclass(frozen=True)
class Snapshot:
    """Copies of exact arrays (R, ...), made by the first operations of a step."""

    copies: Mapping[View, View]

    @classmethod
    def make(cls, recorder: Recorder, views: Sequence[View]) -> Snapshot:
        """For arrays that are kept."""
        made = {
            view: recorder.make(f"{view.buffer.name} before", view.shape, "float", held=True)
            for view in views
        }
        return cls(made)

    def take(self, recorder: Recorder) -> None:
        """Write the copying down."""
        for view, copy in self.copies.items():
            if view.size:
                recorder.run("watch_begin", view.size, w=view, before=copy, n=view.size)

    def of(self, view: View) -> View:
        """The copy of one of the arrays."""
        return self.copies[view]
