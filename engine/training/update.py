"""The end of a step: gradients added up, penalty and update rule, shared by all members."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import prod
from typing import NamedTuple

import numpy as np

from engine.backend import Array
from engine.network.layout import Layout, Place
from engine.rules import Rule
from engine.rules.base import WEIGHTS
from engine.training.dealing import deal
from engine.training.recipe import Recipe, Step
from engine.training.team import Board

BLOCK = 1 << 15  # numbers: a rule passes over them a dozen times, best in a core's own cache


class Span(NamedTuple):
    """A stretch of the buffers that is treated alike: by the penalty or not, with these numbers."""

    at: slice
    pulled: bool
    hyper: Mapping[str, float]


Part = tuple[Span, slice, tuple[int, ...]]  # of a span, where in the buffers, and the sides there


class Update:
    """Works in place on flat buffers of weights, their gradients and the rule's memory.

    Every number is updated by itself, so a part of the buffers gives the same as the whole;
    a rule that moves matrices as wholes gets each of them in one piece.
    """

    def __init__(self, layout: Layout, board: Board) -> None:
        self.layout, self.board = layout, board
        self.weights, self.grads = board["weights"], board["grads"]
        self._arrays: dict[str, Array] = {}
        self._matrices = [p for p in layout.weights if p.group == "matrices"]
        self._costs = tuple(map(_cost, self._matrices))

    def share(self, recipe: Recipe, step: Step, number: int, members: int) -> float:
        """Do what falls to one of `members`; what the penalty on it adds to the loss."""
        cost, rule, penalty = 0.0, recipe.rule, recipe.penalty
        memory = self.board.slots(rule)
        for span, at, sides in self._parts(rule, step, number, members):
            w, g = self.weights[at].reshape(sides), self.grads[0][at].reshape(sides)
            work = self._work(sides)
            for other in self.grads[1:members]:  # in this order, whoever does it
                g += other[at].reshape(sides)
            if span.pulled:
                penalty.add_gradient(w, g, step.strength, work)
                cost += penalty.value(w, step.strength)
            slots = {name: slot[at].reshape(sides) for name, slot in memory.items()}
            move = rule.update_matrix if len(sides) > 1 else rule.update
            move(w, g, slots, step.t, span.hyper, work)
        return cost

    def _parts(self, rule: Rule, step: Step, number: int, members: int) -> Iterator[Part]:
        """The member's matrices, if the rule wants them whole, and its share of all the rest."""
        begin, size = 0, self.layout.size
        if rule.whole:
            begin = self.layout.groups["matrices"].stop  # they are the first group
            hands = deal(self._costs, members)
            span = self._span("matrices", rule, step)
            for place in map(self._matrices.__getitem__, hands[number]):
                yield span, slice(place.begin, place.end), place.matrix
        share = -(-(size - begin) // members)
        low, high = begin + number * share, begin + (number + 1) * share
        for span in self._spans(rule, step):
            end = min(span.at.stop, high)
            for at in range(max(span.at.start, low), end, BLOCK):
                length = min(BLOCK, end - at)
                yield span, slice(at, at + length), (length,)

    def _spans(self, rule: Rule, step: Step) -> list[Span]:
        """The groups one after another; neighbours that are treated alike are one span."""
        spans: list[Span] = []
        for group in self.layout.groups:
            span = self._span(group, rule, step)
            if spans and spans[-1][1:] == span[1:]:
                span = span._replace(at=slice(spans.pop().at.start, span.at.stop))
            spans.append(span)
        return spans

    def _span(self, group: str, rule: Rule, step: Step) -> Span:
        pulled = step.strength != 0 and group in WEIGHTS
        return Span(self.layout.groups[group], pulled, rule.hyper(step.lr, group))

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
