"""A training step written down: choose a batch, forward, loss, backward, update, say how it was."""

from __future__ import annotations

from dataclasses import dataclass

from engine.gpu.buffers import View
from engine.gpu.convolution import Means
from engine.gpu.feeding import Feed
from engine.gpu.parameters import Moment, Parameters
from engine.gpu.passes import forward
from engine.gpu.recorder import Recorder
from engine.gpu.snapshot import Snapshot
from engine.gpu.telling import SLOTS, WORDS, Watch, end, judge
from engine.gpu.twins.losses import NUMBERS
from engine.gpu.updating import Tables, update
from engine.layers.base import need_image
from engine.losses import Loss
from engine.network import Network
from engine.training.recipe import Recipe


@dataclass(frozen=True)
class Size:
    """R runs, N images a step, out of `epoch` images an epoch, of a set of `images` images.

    `steps` is the most steps a run takes.
    """

    runs: int
    batch: int
    epoch: int
    images: int
    steps: int


@dataclass(frozen=True)
class TrainingStep:
    """The recorded step and the arrays that are kept: somebody fills or reads them.

    `clock` (R,) is the number of the step to come, from 1. `ring` (R, SLOTS, WORDS) is written
    step by step where anybody may look, `ratios` (R, SLOTS, arrays) beside it. `before` is what
    masters, norms and the rule's memory were when each of the last steps began.
    """

    recorder: Recorder
    clock: View
    seeds: View
    feed: Feed
    parameters: Parameters
    tables: Tables
    numbers: View
    ring: View
    ratios: View
    before: Snapshot

    @classmethod
    def record(cls, network: Network, recipe: Recipe, size: Size, means: Means) -> TrainingStep:
        """The step of R runs side by side: numbers may differ between them, kinds may not."""
        recorder, runs = Recorder(), size.runs
        arrays = len(network.layout.weights)
        clock, seeds = (recorder.make(n, (runs,), "long", held=True) for n in ("clock", "seeds"))
        feed = Feed.make(recorder, size.images, need_image(network.shape), runs, size.epoch)
        parameters = Parameters.make(recorder, network.layout, runs)
        tables = Tables.make(recorder, network.layout, recipe.rule, runs, size.steps)
        kept = (parameters.masters, parameters.norms, *tables.slots.values())
        step = cls(
            recorder,
            clock,
            seeds,
            feed,
            parameters,
            tables,
            recorder.make("loss numbers", (runs, NUMBERS), "float", held=True),
            recorder.make("ring", (runs, SLOTS, WORDS), "float", mapped=True),
            recorder.make("ratios", (runs, SLOTS, arrays), "float", mapped=True),
            Snapshot.make(recorder, kept),
        )
        moment = Moment(size.batch, True, clock, seeds, means)
        step._write(network, recipe.loss, moment)
        return step

    def _write(self, network: Network, loss: Loss, moment: Moment) -> None:
        recorder, parameters, clock, n = self.recorder, self.parameters, self.clock, moment.images
        self.before.take(recorder, clock)
        stages = [moment.stage(recorder, i, parameters) for i in range(len(network.layers))]
        x, target = self.feed.select(recorder, n, clock, self.seeds)
        scores, backprop = forward(network, stages, x)
        # Sums, not means, go back through the layers: a share of one in many underflows in half.
        judged = judge(recorder, loss, scores, target, self.numbers, scale=n)
        backprop(judged.dscores)
        watch = Watch(recorder, parameters, self.tables.pieces)
        costs = update(recorder, parameters, self.tables, clock, scale=1 / n)
        watch.tell(clock, self.ratios)
        self.before.undo(recorder, parameters.masters, parameters.weights)
        end(recorder, judged, costs, clock, self.before.active, self.ring)
