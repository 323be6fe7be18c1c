"""One member of a team: a shard, the board it shares, and how it meets the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.backend import Array
from engine.network import Network
from engine.training.crew import Crew
from engine.training.recipe import Recipe, Step
from engine.training.shard import Shard, Sums
from engine.training.team import SLOTS, Board, cut
from engine.training.tiny import tiny_is_zero
from engine.training.told import hear
from engine.training.update import Update

# Numbers NumPy takes at a time where types differ or rows are short, in memory it takes at every
# call: its usual 8,192 would leave L1, and these stay below 4 KB. What is set inside errstate
# ends with it.
BUFFER = 320

Meet = Callable[[int], None]  # waits until so many members have called it


class Member:
    """Does its part of what `do` is asked; every member is asked the same."""

    def __init__(
        self, network: Network, recipe: Recipe, board: Board, number: int, seed: int
    ) -> None:
        self.board, self.number, self.recipe = board, number, recipe
        self.shards = len(board["grads"])
        buffers = (board["weights"], board["grads"][number], board["norms"], board["derived"])
        self.shard = Shard(network, buffers, seed, number)
        self.update = Update(network.layout, board)
        self._sums = 0
        self._crews: dict[int, Crew] = {}
        self.meet: Meet = _alone

    def do(self, message: tuple[Any, ...]) -> None:
        """`message` is the name of a method below and its arguments."""
        getattr(self, message[0])(*message[1:])

    def step(self, *numbers: Any) -> None:
        """Gradients of this member's part of the images on the board, then its share of the update.

        Of fewer images than members, only as many members as there are images take part.
        """
        step = Step(*numbers)
        active = min(step.n, self.shards)
        self.board["sums"][self.number] = 0
        self.shard.hold(step.n)
        if self.number >= active:
            return
        with tiny_is_zero(), np.errstate(all="ignore"):  # a diverging run says so by its loss
            np.setbufsize(BUFFER)
            sums = self.learn(step, active)
            self.meet(active)  # every gradient has to be there before any weight moves
            cost = self.update.share(self.recipe, step, self.number, active)
        told = (sums.loss, sums.right, sums.forward_ms, sums.backward_ms, cost)
        self.board["sums"][self.number] = told

    def learn(self, step: Step, active: int) -> Sums:
        """Gradients of the mean loss over the whole batch, for this member's part of it."""
        part, moment = cut(step.n, active)[self.number], self.shard.moment
        moment.images, moment.step = step.n, step.t
        images, target = self.board["images"][part], self.board["target"][part]
        return self.shard.learn(images, target, self.recipe.loss, self.crew(active))

    def scores(self, n: int) -> None:
        """Scores of this member's part of the first n images on the board."""
        active = min(n, self.shards)
        if self.number >= active:
            return
        part, self.shard.moment.images = cut(n, active)[self.number], n
        images, out = self.board["images"][part], self.board["scores"][part]
        with tiny_is_zero(), np.errstate(all="ignore"):
            self.shard.scores(images, out, self.crew(active))

    def crew(self, active: int) -> Crew:
        """Those at work on a pass, as this member meets them."""
        if active not in self._crews:
            self._crews[active] = Crew(
                active, lambda: self.meet(active), lambda a: self.total(a, active)
            )
        return self._crews[active]

    def change(self, texts: dict[str, str]) -> None:
        """Take over live parameters, as `tell` writes them."""
        network, self.recipe = hear(texts, self.shard.network)
        self.shard.change(network)

    def close(self) -> None:
        """Let go of the arrays: kernels know their workspace, it its kernels, a crew its member."""
        self.meet = _alone
        self._crews.clear()
        self.shard.space.clear()

    def total(self, array: Array, active: int) -> Array:
        """The sum of `array` over the active members, added in the same order by each."""
        if active == 1:
            return array
        self._sums += 1
        places = self.board["exchange"][self._sums % SLOTS, :active, : array.size]
        places[self.number] = array.reshape(-1)
        self.meet(active)
        result: Array = places.sum(axis=0).astype(array.dtype).reshape(array.shape)
        return result


def _alone(active: int) -> None:
    """Nobody else has to be waited for."""
