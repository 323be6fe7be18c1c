"""The end of a step: gradients added up, penalty and update rule, shared by all members."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod

import numpy as np

from engine.backend import Array
from engine.network.layout import Layout, Place
from engine.rules import Rule
from engine.rules.base import WEIGHTS
from engine.training.recipe import Recipe, Step
from engine.training.team import Board

BLOCK = 1 << 15  # numbers: a rule passes over them a dozen times, best in a core's own cache

Part = tuple[str, slice, tuple[int, ...]]  # a group, where in the buffers, and the sides there


class Update:
    """Works in place on flat buffers of weights, their gradients and the rule's memory.

    Every number is updated by itself, so a part of the buffers gives the same as the whole;
    a rule that moves matrices as wholes gets each of them in one piece.
    """

    def __init__(self, layout: Layout, board: Board) -> None:
        self.layout, self.board = layout, board
        self.weights, self.grads = board["weights"], board["grads"]
        self._arrays: dict[str, Array] = {}
        self._dealt: dict[int, list[list[Place]]] = {}

    def share(self, recipe: Recipe, step: Step, number: int, members: int) -> float:
        """Do what falls to one of `members`; what the penalty on it adds to the loss."""
        cost, rule, penalty = 0.0, recipe.rule, recipe.penalty
        memory = self.board.slots(rule)
        for group, at, sides in self._parts(rule, number, members):
            w, g = self.weights[at].reshape(sides), self.grads[0][at].reshape(sides)
            work = self._work(sides)
            for other in self.grads[1:members]:  # in this order, whoever does it
                g += other[at].reshape(sides)
            if step.strength and group in WEIGHTS:
                penalty.add_gradient(w, g, step.strength, work)
                cost += penalty.value(w, step.strength)
            slots = {name: slot[at].reshape(sides) for name, slot in memory.items()}
            move = rule.update_matrix if len(sides) > 1 else rule.update
            move(w, g, slots, step.t, rule.hyper(step.lr, group), work)
        return cost

    def _parts(self, rule: Rule, number: int, members: int) -> Iterator[Part]:
        """The member's matrices, if the rule wants them whole, and its share of all the rest."""
        begin, size = 0, self.layout.size
        if rule.whole:
            begin = self.layout.groups["matrices"].stop  # they are the first group
            for place in self._deal(members)[number]:
                yield "matrices", slice(place.begin, place.end), place.matrix
        share = -(-(size - begin) // members)
        low, high = begin + number * share, begin + (number + 1) * share
        for group, whole in self.layout.groups.items():
            end = min(whole.stop, high)
            for at in range(max(whole.start, low), end, BLOCK):
                length = min(BLOCK, end - at)
                yield group, slice(at, at + length), (length,)

    def _deal(self, members: int) -> list[list[Place]]:
        """Who moves which matrix: the costliest first, each to whom has least to do."""
        if members not in self._dealt:
            hands: list[list[Place]] = [[] for _ in range(members)]
            loads = [0] * members
            matrices = [p for p in self.layout.weights if p.group == "matrices"]
            for place in sorted(matrices, key=_cost, reverse=True):
                least = loads.index(min(loads))
                hands[least].append(place)
                loads[least] += _cost(place)
            self._dealt[members] = hands
        return self._dealt[members]

    def _work(self, sides: tuple[int, ...]) -> Callable[[str], Array]:
        """Scratch arrays by name, of these sides."""
        size = prod(sides)

        def work(name: str) -> Array:
            if name not in self._arrays or self._arrays[name].size < size:
                self._arrays[name] = np.empty(max(BLOCK, size), self.weights.dtype)
            return self._arrays[name][:size].reshape(sides)

        return work


def _cost(place: Place) -> int:
    """Multiply-adds of an update that multiplies a matrix by itself, about."""
    return place.matrix[0] * place.matrix[1] * min(place.matrix)


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
