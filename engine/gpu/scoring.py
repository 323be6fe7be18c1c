"""Scores of images by given weights, in inference mode."""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.gpu.machine import Opener
from engine.gpu.parameters import Moment, Parameters
from engine.gpu.passes import forward
from engine.gpu.recorder import Recorder
from engine.network import Network
from engine.training.pixels import MEAN, STD

CHUNK = 500  # images of one play


class Scorer:
    """A network that learns nothing, with weights of its own."""

    def __init__(self, network: Network, opener: Opener, chunk: int = CHUNK) -> None:
        recorder, (h, w, c) = Recorder(), network.shape
        held = {"held": True}
        self.network, self.chunk = network, chunk
        self._images = recorder.make("images", (chunk, h, w, c), "byte", **held)
        picked = recorder.make("picked", (1, chunk), "int", **held)
        view = recorder.make("view", (3,), "int", **held)
        mean, deviation = (recorder.make(n, (c,), "float", **held) for n in ("mean", "deviation"))
        clock, seeds = (recorder.make(n, (1,), "long", **held) for n in ("clock", "seeds"))
        self.parameters = Parameters.make(recorder, network.layout, 1)
        x = recorder.make("x", (1, chunk, h, w, c))
        recorder.run(
            "show_images",
            chunk,
            images=self._images,
            picked=picked,
            view=view,
            mean=mean,
            deviation=deviation,
            x=x,
            height=h,
            width=w,
            channels=c,
        )
        moment = Moment(chunk, False, clock, seeds, opener.means)
        stages = [moment.stage(recorder, i, self.parameters) for i in range(len(network.layers))]
        self._scores = recorder.keep(forward(network, stages, x)[0])
        self.machine = opener.open(recorder)
        self.machine.write(picked, np.arange(chunk, dtype=np.int32)[None])
        self.machine.write(mean, np.asarray(MEAN[:c]))
        self.machine.write(deviation, np.asarray(STD[:c]))

    def take(self, weights: Array, norms: Array) -> None:
        """Score by these flat arrays (P,) and (Q,) from now on."""
        self.machine.write(self.parameters.masters, weights[None])
        self.machine.write(self.parameters.weights, weights[None])
        self.machine.write(self.parameters.norms, norms[None])

    def scores(self, images: Array) -> Array:
        """Scores (N, K) of any number of images (N, H, W, C) uint8."""
        found = np.empty((len(images), self.network.plans[-1].output[0]), self.network.dtype)
        block = np.zeros((self.chunk, *self.network.shape), np.uint8)
        for at in range(0, len(images), self.chunk):
            part = images[at : at + self.chunk]
            block[: len(part)] = part
            self.machine.write(self._images, block)
            self.machine.play()
            found[at : at + len(part)] = self.machine.read(self._scores)[0, : len(part)]
        return found
