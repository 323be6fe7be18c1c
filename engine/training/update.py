"""The last lines of a step: penalty, update rule and how far every weight moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from engine.backend import Array
from engine.network.layout import Layout
from engine.penalties import Penalty
from engine.rules import Rule


class Update:
    """Works in place on flat buffers of weights and their gradients."""

    def __init__(self, layout: Layout, weights: Array, grads: Array) -> None:
        self.layout, self.weights, self.grads = layout, weights, grads
        self.slots: dict[str, Array] = {}
        self._arrays: dict[str, Array] = {}

    def start(self, rule: Rule) -> None:
        """Give `rule` memory of zeros."""
        self.slots = {name: np.zeros_like(self.weights) for name in rule.slots}

    def penalize(self, penalty: Penalty, strength: float) -> float:
        """Add the penalty on the group "weights" to the gradient; what it adds to the loss."""
        part = self.layout.groups["weights"]
        if not strength:
            return 0.0
        penalty.add_gradient(self.weights[part], self.grads[part], strength, self._work(part))
        return penalty.value(self.weights[part], strength)

    def apply(self, rule: Rule, lr: float, t: int, watch: bool) -> Mapping[str, float]:
        """Move the weights; the ratios ||dw|| / ||w|| by name where `watch`."""
        whole = slice(0, self.layout.size)
        groups = self.layout.groups if rule.weights_only else {"weights": whole}
        if watch:
            self._work(whole)("before")[...] = self.weights
        with np.errstate(all="ignore"):  # a diverging run says so by its loss
            for group, part in groups.items():
                state = {name: slot[part] for name, slot in self.slots.items()}
                w, g, hyper = self.weights[part], self.grads[part], rule.hyper(lr, group)
                rule.update(w, g, state, t, hyper, self._work(part))
            return self._ratios() if watch else {}

    def _work(self, part: slice) -> Callable[[str], Array]:
        """Scratch arrays by name, as long as `part`."""

        def work(name: str) -> Array:
            if name not in self._arrays:
                self._arrays[name] = np.empty_like(self.weights)
            return self._arrays[name][part]

        return work

    def _ratios(self) -> dict[str, float]:
        ratios, before = {}, self._arrays["before"]
        for place in self.layout.weights:
            old, new = place.view(before), place.view(self.weights)
            size = float(np.linalg.norm(old))
            ratios[place.name] = float(np.linalg.norm(new - old)) / size if size else 0.0
        return ratios
