"""What a card would do, told without one."""

from __future__ import annotations

from engine.gpu.convolution import Means
from engine.gpu.parameters import Moment, Parameters
from engine.gpu.passes import forward
from engine.gpu.recorder import Recorder
from engine.network import Network
from engine.registry import Text


def ways(network: Network, means: Means, runs: int = 1) -> list[tuple[str, str, Text]]:
    """How each convolution is done: "3", or "3.conv1" for a part of layer 3, what and why."""
    recorder = Recorder()
    clock, seeds = (recorder.make(n, (runs,), "long", held=True) for n in ("clock", "seeds"))
    parameters = Parameters.make(recorder, network.layout, runs)
    moment = Moment(1, False, clock, seeds, means)
    stages = [moment.stage(recorder, i, parameters) for i in range(len(network.layers))]
    forward(network, stages, recorder.make("x", (runs, 1, *network.shape), held=True))
    return recorder.chosen
