"""What a run was before each of the last steps, so that a device may be ahead of what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.gpu.buffers import View
from engine.gpu.recorder import Recorder

DEEPEST = 32  # steps that are remembered at most
MEMORY = 256 << 20  # bytes that this may take; one step is remembered in any case


@dataclass(frozen=True)
class Snapshot:
    """Copies of exact arrays (R, ...), made by the first operations of a step.

    `copies` (R, depth, ...) are of the runs that are active (R,) alone: what each of the last
    `depth` steps they took began with. `starts` are of all, where there are several: what a
    step did to runs that rest is undone with them by its last operations.
    """

    copies: Mapping[View, View]
    starts: Mapping[View, View]
    active: View
    depth: int

    @classmethod
    def make(cls, recorder: Recorder, views: Sequence[View]) -> Snapshot:
        """For arrays that are kept; the host says who is active."""
        runs, kept = views[0].runs, [view for view in views if view.size]
        active = recorder.make("active", (runs,), "int", held=True)
        depth = max(1, min(DEEPEST, MEMORY // (4 * sum(view.size for view in kept))))
        copies = {
            view: recorder.make("before", (runs, depth, view.per_run), "float", held=True)
            for view in kept
        }
        some = kept if runs > 1 else []
        starts = {view: recorder.make("start", view.shape, "float") for view in some}
        return cls(copies, starts, active, depth)

    def take(self, recorder: Recorder, clock: View) -> None:
        """Write the copying down."""
        for view, copy in self.copies.items():
            sizes = {"n": view.size, "size": view.per_run, "depth": self.depth}
            given = {"w": view, "before": copy, "active": self.active, "clock": clock}
            recorder.run("remember", view.size, **given, **sizes)
        for view, copy in self.starts.items():
            recorder.run("watch_begin", view.size, w=view, before=copy, n=view.size)

    def undo(self, recorder: Recorder, masters: View, weights: View) -> None:
        """Write down that runs that rest stay; `weights` are the copy of `masters` for products."""
        for view, copy in self.starts.items():
            sizes = {"n": view.size, "size": view.per_run}
            recorder.run("undo", view.size, w=view, before=copy, active=self.active, **sizes)
        if self.starts:
            sizes = {"n": masters.size, "size": masters.per_run}
            given = {"w": masters, "copy": weights, "active": self.active}
            recorder.run("undo_copy", masters.size, **given, **sizes)

    def of(self, view: View, step: int) -> View:
        """The copy of one of the arrays, of what it was before this step."""
        if view not in self.copies:  # it is empty
            return view
        return self.copies[view].part(step % self.depth * view.per_run, view.shape[1:])
