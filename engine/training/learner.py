"""The training step: batches in, better weights out."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.backend import Array
from engine.network import Network
from engine.training.member import Member
from engine.training.named import load_arrays, named_arrays
from engine.training.preparing import prepare
from engine.training.processes import Processes
from engine.training.recipe import Recipe
from engine.training.team import Board
from engine.training.threads import Threads
from engine.training.told import tell
from engine.training.update import Watch

CAPACITY = 2048  # the most images of one step


@dataclass(frozen=True)
class StepResult:
    """What one step measured, before its update.

    `loss` is the mean data loss, `total` adds the penalty; times are of the slowest shard, or
    None on a device, where a step is one piece.
    `ratios` is ||dw|| / ||w|| by weight name, for steps that were asked to watch.
    """

    loss: float
    total: float
    accuracy: float
    forward_ms: float | None
    backward_ms: float | None
    ratios: Mapping[str, float] = field(default_factory=dict)


class Learner:
    """A network in training: flat buffers, shards and an update rule.

    Made in a thread that lives as long as the learner, best the main one, and closed at
    the end. Draws of step t depend on (seed, t) alone, so weights, slots and norms are
    all there is to save.
    """

    def __init__(self, network: Network, recipe: Recipe, *, seed: int = 0, shards: int = 2) -> None:
        self.network, self.recipe = network, recipe
        self.board = Board(network, recipe.rule, shards, CAPACITY)
        self.board["weights"][...], self.board["norms"][...] = network.initial(seed)
        members = [Member(network, recipe, self.board, k, seed) for k in range(shards)]
        self.team = Processes(members) if sys.platform == "linux" else Threads(members)
        self.watch = Watch(network.layout, self.board["weights"])

    def prepare(self, images: Array) -> None:
        """Show the layers that ask for it the first training images (N, H, W, C) uint8."""
        prepare(self.network, self.board["weights"], self.board["norms"], images)

    def change(self, network: Network, recipe: Recipe) -> None:
        """Take over live parameters: the same weights and rule, other numbers in them."""
        self.network, self.recipe = network, recipe
        self.team.run(("change", tell(network, recipe)))

    def step(
        self,
        images: Array,
        target: Array,
        t: int,
        lr: float,
        strength: float = 0.0,
        watch: bool = False,
    ) -> StepResult:
        """One update, the t-th counted from 1, on images (N, H, W, C) uint8, target (N,)."""
        n, board = len(images), self.board
        self._place(images)
        board["target"][:n] = target
        if watch:
            self.watch.begin()
        self.team.run(("step", n, t, float(lr), float(strength)))
        loss, right, *_, cost = board["sums"].sum(axis=0).tolist()
        _, _, forward, backward, _ = board["sums"].max(axis=0).tolist()
        ratios = self.watch.ratios() if watch else {}
        return StepResult(loss / n, loss / n + cost, right / n, forward, backward, ratios)

    def scores(self, images: Array) -> Array:
        """Scores (N, K) of any number of images (N, H, W, C) uint8, in inference mode."""
        parts = [images[i : i + CAPACITY] for i in range(0, len(images), CAPACITY)]
        classes = self.board["scores"].shape[1]
        found = np.empty((len(images), classes), self.network.dtype)
        for k, part in enumerate(parts):
            self._place(part)
            self.team.run(("scores", len(part)))
            found[k * CAPACITY :][: len(part)] = self.board["scores"][: len(part)]
        return found

    def _place(self, images: Array) -> None:
        shape = (min(len(images), CAPACITY), *self.network.shape)
        if not len(images) or images.shape != shape or images.dtype != np.uint8:
            told = f"{images.shape} {images.dtype}"
            raise ValueError(f"expected 1 to {CAPACITY} uint8 images {shape}, got {told}")
        self.board["images"][: len(images)] = images

    def keyframe(self) -> dict[str, Array]:
        """Copies of `weights/<n>.<name>` and `norm/<n>.<name>`: what pictures are made from."""
        layout = self.network.layout
        weights = named_arrays("weights/", layout.weights, self.board["weights"])
        return weights | named_arrays("norm/", layout.norms, self.board["norms"])

    def state(self) -> dict[str, Array]:
        """The keyframe and `slots/<rule>.<slot>`, flat copies of the rule's memory."""
        rule = self.recipe.rule
        slots = self.board.slots(rule).items()
        return self.keyframe() | {f"slots/{rule.key}.{name}": a.copy() for name, a in slots}

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Go on from a state, or from a keyframe with the rule's memory at 0.

        Names that begin with none of weights/, norm/ and slots/ are left alone. Raises
        ValueError when names or shapes are not those of the network.
        """
        layout = self.network.layout
        load_arrays("weights/", layout.weights, self.board["weights"], arrays)
        load_arrays("norm/", layout.norms, self.board["norms"], arrays)
        rule = self.recipe.rule
        for name, slot in self.board.slots(rule).items():
            slot[...] = arrays.get(f"slots/{rule.key}.{name}", 0)

    def close(self) -> None:
        """End the shards; the learner is not used again."""
        self.team.close()
