"""The end of a step: gradients added up, penalty and update rule, shared by all members."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.backend import Array
from engine.network.layout import Layout
from engine.training.recipe import Recipe, Step
from engine.training.team import Board

BLOCK = 1 << 15  # numbers: a rule passes over them a dozen times, best in a core's own cache


class Update:
    """Works in place on flat buffers of weights, their gradients and the rule's memory.

    Every number is updated by itself, so a part of the buffers gives the same as the whole.
    """

    def __init__(self, layout: Layout, board: Board) -> None:
        self.layout, self.board = layout, board
        self.weights, self.grads = board["weights"], board["grads"]
        self._arrays: dict[str, Array] = {}

    def share(self, recipe: Recipe, step: Step, number: int, members: int) -> float:
        """Do what falls to one of `members`; what the penalty on it adds to the loss."""
        cost, rule, penalty = 0.0, recipe.rule, recipe.penalty
        memory = self.board.slots(rule)
        for group, block in self._blocks(number, members):
            w, g, work = self.weights[block], self.grads[0][block], self._work(block)
            for other in self.grads[1:members]:  # in this order, whoever does it
                g += other[block]
            if step.strength and group == "weights":
                penalty.add_gradient(w, g, step.strength, work)
                cost += penalty.value(w, step.strength)
            slots = {name: slot[block] for name, slot in memory.items()}
            rule.update(w, g, slots, step.t, rule.hyper(step.lr, group), work)
        return cost

    def _blocks(self, number: int, members: int) -> Iterator[tuple[str, slice]]:
        """The member's share of each group, a block at a time."""
        share = -(-self.layout.size // members)
        low, high = number * share, (number + 1) * share
        for group, whole in self.layout.groups.items():
            end = min(whole.stop, high)
            for begin in range(max(whole.start, low), end, BLOCK):
                yield group, slice(begin, min(begin + BLOCK, end))

    def _work(self, block: slice) -> Callable[[str], Array]:
        """Scratch arrays by name, as long as `block`."""

        def work(name: str) -> Array:
            if name not in self._arrays:
                self._arrays[name] = np.empty(BLOCK, self.weights.dtype)
            return self._arrays[name][: block.stop - block.start]

        return work


class Watch:
    """How far every weight moved in a step: ||dw|| / ||w|| by name."""

    def __init__(self, layout: Layout, weights: Array) -> None:
        self.layout, self.weights = layout, weights
        self._before = np.empty_like(weights)

    def begin(self) -> None:
        """Called before the step."""
        self._before[...] = self.weights

    def ratios(self) -> dict[str, float]:
        """Called after it."""
        found, before = {}, self._before
        with np.errstate(all="ignore"):  # a diverging run says so by its loss
            np.subtract(self.weights, before, out=before)
            for place in self.layout.weights:
                moved, new = place.view(before), place.view(self.weights)
                size = float(np.linalg.norm(new - moved))
                found[place.name] = float(np.linalg.norm(moved)) / size if size else 0.0
        return found
