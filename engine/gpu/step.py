"""A training step written down: choose a batch, forward, loss, backward, update, say how it was."""

from __future__ import annotations

from dataclasses import dataclass

from engine.gpu.buffers import View
from engine.gpu.inputs import Inputs, Size
from engine.gpu.parameters import Moment, Parameters
from engine.gpu.passes import forward
from engine.gpu.recorder import Recorder
from engine.gpu.twins.losses import NUMBERS
from engine.gpu.updating import Tables, update
from engine.losses import Loss
from engine.network import Network
from engine.training.recipe import Recipe

SLOTS = 256  # steps the ring of records remembers
RECORD = ("step", "loss", "total", "right")


@dataclass(frozen=True)
class TrainingStep:
    """The recorded step and the arrays somebody fills or reads.

    `ring` (R, SLOTS, RECORD) is written step by step where anybody may look, `ratios`
    (R, SLOTS, arrays) beside it: ||dw|| / ||w|| of every weight array.
    """

    recorder: Recorder
    inputs: Inputs
    parameters: Parameters
    tables: Tables
    numbers: View
    ring: View
    ratios: View


def record(network: Network, recipe: Recipe, size: Size, steps: int) -> TrainingStep:
    """The step of R runs of at most `steps` steps; their numbers may differ, not their kinds."""
    recorder, runs = Recorder(), size.runs
    inputs = Inputs.make(recorder, size)
    parameters = Parameters.make(recorder, network.layout, runs)
    tables = Tables.make(recorder, network.layout, recipe.rule, runs, steps)
    numbers = recorder.make("loss numbers", (runs, NUMBERS), "float", held=True)
    ring = recorder.make("ring", (runs, SLOTS, len(RECORD)), "float", mapped=True)
    arrays = len(network.layout.weights)
    ratios = recorder.make("ratios", (runs, SLOTS, arrays), "float", mapped=True)
    step = TrainingStep(recorder, inputs, parameters, tables, numbers, ring, ratios)
    _write(step, network, recipe.loss)
    return step


def _write(step: TrainingStep, network: Network, loss: Loss) -> None:
    recorder, inputs, parameters = step.recorder, step.inputs, step.parameters
    moment = Moment(inputs.size.batch, True, inputs.clock, inputs.seeds)
    stages = [moment.stage(recorder, i, parameters) for i in range(len(network.layers))]
    x, target = inputs.select(recorder)
    scores, backprop = forward(network, stages, x)
    before = recorder.make("before", parameters.masters.shape, "float")
    recorder.run("watch_begin", before.size, w=parameters.masters, before=before, n=before.size)
    dscores, losses, right = _judged(step, loss, scores, target)
    backprop(dscores)
    # Sums, not means, go back through the layers: a mean over many images underflows in half.
    n = inputs.size.batch
    costs = update(recorder, parameters, step.tables, inputs.clock, scale=1 / n)
    _watch(step, before)
    recorder.run(
        "end_step",
        inputs.size.runs,
        losses=losses,
        right=right,
        costs=costs,
        ring=step.ring,
        clock=inputs.clock,
        n=n,
        parts=costs.shape[1],
        slots=SLOTS,
    )


def _judged(step: TrainingStep, loss: Loss, scores: View, target: View) -> tuple[View, View, View]:
    recorder, (runs, n, classes) = step.recorder, scores.shape
    dscores = recorder.make("dscores", scores.shape)
    losses = recorder.make("losses", (runs, n), "float")
    right = recorder.make("right", (runs, n), "int")
    recorder.run(
        f"loss_{loss.key}",
        32 * runs * n,  # a warp a row
        scores=scores,
        target=target,
        numbers=step.numbers,
        dscores=dscores,
        losses=losses,
        right=right,
        rows=runs * n,
        n=n,
        classes=classes,
        share=1.0,
    )
    return dscores, losses, right


def _watch(step: TrainingStep, before: View) -> None:
    recorder, pieces = step.recorder, step.tables.pieces
    sums = pieces.sums(recorder, step.parameters.masters, before, apart=True)
    runs = before.runs
    recorder.run(
        "watch_ratios",
        runs * pieces.arrays,
        sums=sums,
        pieces=pieces.table,
        clock=step.inputs.clock,
        ring=step.ratios,
        runs=runs,
        arrays=pieces.arrays,
        count=sums.shape[1],
        slots=SLOTS,
    )
