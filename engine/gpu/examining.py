"""Scores of images that lie on the device, each the mean over several views of it."""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.course.views import SHARES, SHIFT
from engine.gpu.buffers import View
from engine.gpu.machine import Opener
from engine.gpu.parameters import Moment, Parameters
from engine.gpu.passes import forward
from engine.gpu.recorder import Recorder
from engine.network import Network
from engine.training.pixels import MEAN, STD

CHUNK = 1000  # images of one play

# Down, right and whether mirrored, in the order of engine.course.views.viewed.
SEEN = [(s, s, mirrored) for s in (0, -SHIFT, SHIFT) for mirrored in (0, 1)]


class Examiner:
    """A network in inference mode with weights of its own, before images (M, H, W, C) uint8.

    The images are brought to the device once; all `views` of a chunk are one play.
    """

    def __init__(
        self, network: Network, opener: Opener, images: Array, views: int = 1, chunk: int = CHUNK
    ) -> None:
        self.recorder, self.network, self.chunk = Recorder(), network, min(chunk, len(images))
        self.parameters = Parameters.make(self.recorder, network.layout, 1)
        self._images = self._held("images", images.shape, "byte")
        self._picked = self._held("picked", (1, self.chunk), "int")
        channels = network.shape[-1:]
        self._mean, self._deviation = (self._held(n, channels) for n in ("mean", "deviation"))
        clock, seeds = (self._held(name, (1,), "long") for name in ("clock", "seeds"))
        self._moment = Moment(self.chunk, False, clock, seeds, opener.means)
        self._sum = self._held("sum", (1, self.chunk, *network.plans[-1].output))
        self._seen = [self._add(share, first=k == 0) for k, share in enumerate(SHARES[views])]
        self.machine = opener.open(self.recorder)
        self._fill(images)

    def _held(self, name: str, shape: tuple[int, ...], kind: str = "float") -> View:
        return self.recorder.make(name, shape, kind, held=True)

    def _add(self, share: float, *, first: bool) -> View:
        """Write down one view: its scores times `share` go into the sum; how it is seen, (3,)."""
        recorder, (h, w, c), view = (
            self.recorder,
            self.network.shape,
            self._held("view", (3,), "int"),
        )
        x = recorder.make("x", (1, self.chunk, h, w, c))
        recorder.run(
            "show_images",
            self.chunk,
            images=self._images,
            picked=self._picked,
            view=view,
            mean=self._mean,
            deviation=self._deviation,
            x=x,
            height=h,
            width=w,
            channels=c,
        )
        layers = range(len(self.network.layers))
        stages = [self._moment.stage(recorder, i, self.parameters) for i in layers]
        scores, _ = forward(self.network, stages, x)
        numbers = {"weight": share, "first": int(first), "n": scores.size}
        recorder.run("add_view", scores.size, scores=scores, sum=self._sum, **numbers)
        return view

    def _fill(self, images: Array) -> None:
        c = self.network.shape[-1]
        self.machine.write(self._images, images)
        self.machine.write(self._mean, np.asarray(MEAN[:c]))
        self.machine.write(self._deviation, np.asarray(STD[:c]))
        for view, seen in zip(self._seen, SEEN, strict=False):
            self.machine.write(view, np.array(seen, np.int32))

    def take(self, weights: Array, norms: Array) -> None:
        """Score by these flat arrays (P,) and (Q,) from now on."""
        self.machine.write(self.parameters.masters, weights[None])
        self.machine.write(self.parameters.weights, weights[None])
        self.machine.write(self.parameters.norms, norms[None])

    def scores(self, numbers: Array) -> Array:
        """Scores (N, K) of the images with these numbers (N,), float."""
        found = np.empty((len(numbers), *self.network.plans[-1].output), self.network.dtype)
        block = np.zeros((1, self.chunk), np.int32)
        for at in range(0, len(numbers), self.chunk):
            part = numbers[at : at + self.chunk]
            block[0, : len(part)] = part
            self.machine.write(self._picked, block)
            self.machine.play()
            found[at : at + len(part)] = self.machine.read(self._sum)[0, : len(part)]
        return found
