"""Loss and figures of a step written down: how wrong it was, and what the host gets to read."""

from __future__ import annotations

from dataclasses import dataclass

from engine.gpu.buffers import View
from engine.gpu.parameters import Parameters
from engine.gpu.pieces import Pieces
from engine.gpu.recorder import Recorder
from engine.losses import Loss

WORDS = 4  # of a record: step, mean loss, loss with penalty, how many right
SLOTS = 1024  # steps that a ring holds


@dataclass(frozen=True)
class Judged:
    """dscores (R, N, K), and of every image its loss and whether it was right (R, N)."""

    dscores: View
    losses: View
    right: View


def judge(
    recorder: Recorder, loss: Loss, scores: View, target: View, numbers: View, scale: float = 1.0
) -> Judged:
    """The loss of scores (R, N, K); dscores are `scale` times those of the mean over N.

    Each run has `loss_numbers` of its own in numbers (R, NUMBERS), which the host fills.
    """
    runs, n, classes = scores.shape
    dscores = recorder.make("dscores", scores.shape)
    losses = recorder.make("losses", (runs, n), "float")
    right = recorder.make("right", (runs, n), "int")
    recorder.run(
        f"loss_{loss.key}",
        32 * runs * n,
        scores=scores,
        target=target,
        numbers=numbers,
        dscores=dscores,
        losses=losses,
        right=right,
        rows=runs * n,
        n=n,
        classes=classes,
        share=scale / n,
    )
    return Judged(dscores, losses, right)


def end(
    recorder: Recorder, judged: Judged, costs: View, clock: View, active: View, ring: View
) -> None:
    """Comes last: the step's record into ring (R, SLOTS, WORDS), and the clock goes on."""
    runs, n = judged.losses.shape
    recorder.run(
        "end_step",
        runs,
        losses=judged.losses,
        right=judged.right,
        costs=costs,
        ring=ring,
        clock=clock,
        active=active,
        n=n,
        parts=costs.shape[1],
        slots=ring.shape[1],
    )


class Watch:
    """||dw|| / ||w|| of every array of weights: made before the update, `tell` comes after it."""

    def __init__(self, recorder: Recorder, parameters: Parameters, pieces: Pieces) -> None:
        self.recorder, self.masters, self.pieces = recorder, parameters.masters, pieces
        self.before = recorder.make("before", self.masters.shape, "float")
        size = self.masters.size
        recorder.run("watch_begin", size, w=self.masters, before=self.before, n=size)

    def tell(self, clock: View, ring: View) -> None:
        """Write the ratios into ring (R, SLOTS, arrays), where `end` will put the record."""
        arrays = self.pieces.arrays
        self.recorder.run(
            "watch_ratios",
            ring.runs * arrays,
            sums=self.pieces.sums(self.recorder, self.masters, self.before, apart=True),
            pieces=self.pieces.table,
            clock=clock,
            ring=ring,
            arrays=arrays,
            count=self.pieces.table.shape[0],
            slots=ring.shape[1],
        )
