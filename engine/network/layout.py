"""Where each weight lies in the one flat buffer of a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.layers import Norm, Plan, Weight
from engine.layers.base import GROUPS, count


@dataclass(frozen=True)
class Place:
    """One array of the buffer: its layer, its declaration, and where it begins."""

    layer: int
    entry: Weight | Norm
    begin: int

    @property
    def name(self) -> str:
        """`<n>.<name>`, n counted in declared layers from 0."""
        return f"{self.layer}.{self.entry.name}"

    @property
    def end(self) -> int:
        """One past the last number."""
        return self.begin + count(self.entry.shape)

    @property
    def group(self) -> str:
        """The group of a weight, "" for a norm."""
        return self.entry.group if isinstance(self.entry, Weight) else ""

    @property
    def matrix(self) -> tuple[int, int]:
        """The sides of this array as a matrix: one column a filter or unit."""
        return count(self.entry.shape[:-1]), self.entry.shape[-1]

    def view(self, buffer: Array) -> Array:
        """This array inside the flat `buffer`."""
        return buffer[self.begin : self.end].reshape(self.entry.shape)


class Layout:
    """Weights by group, so that each of `GROUPS` is a slice; norms apart."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.weights: tuple[Place, ...] = ()
        self.norms: tuple[Place, ...] = ()
        self.groups: dict[str, slice] = {}
        at = 0
        for group in GROUPS:
            places = _pack(at, [(i, w) for i, p in enumerate(plans) for w in p.weights], group)
            self.groups[group] = slice(at, places[-1].end if places else at)
            at = self.groups[group].stop
            self.weights += places
        self.size = at
        self.norms = _pack(0, [(i, n) for i, p in enumerate(plans) for n in p.norms], None)
        lengths = [p.entry.derived if isinstance(p.entry, Weight) else 0 for p in self.weights]
        ends = np.cumsum(lengths, dtype=int).tolist()
        self.derived: int = ends[-1] if ends else 0
        self._derived = [
            (p.layer, p.entry.name, slice(end - length, end))
            for p, end, length in zip(self.weights, ends, lengths, strict=True)
            if length
        ]
        self.norm_size = self.norms[-1].end if self.norms else 0

    @property
    def added(self) -> slice:
        """Gradients that every micro-batch adds to; the groups before, the first one writes."""
        return slice(self.groups["weights"].stop, self.size)

    def of_layer(self, places: Sequence[Place], layer: int, buffer: Array) -> dict[str, Array]:
        """Views of one layer's arrays in `buffer`, by the layer's own names."""
        return {p.entry.name: p.view(buffer) for p in places if p.layer == layer}

    def derived_of(self, layer: int, buffer: Array) -> dict[str, Array]:
        """Where one layer keeps what depends on its weights alone, flat, by their names."""
        return {name: buffer[at] for i, name, at in self._derived if i == layer}


def _pack(
    at: int, entries: Sequence[tuple[int, Weight | Norm]], group: str | None
) -> tuple[Place, ...]:
    places: list[Place] = []
    for layer, entry in entries:
        if group is None or (isinstance(entry, Weight) and entry.group == group):
            places.append(Place(layer, entry, at))
            at = places[-1].end
    return tuple(places)
