"""Arrays by name, for state files and keyframes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.backend import Array
from engine.network.layout import Place


def named_arrays(prefix: str, places: Sequence[Place], buffer: Array) -> dict[str, Array]:
    """Copies of the arrays in the flat `buffer`, by prefix and name."""
    return {prefix + place.name: place.view(buffer).copy() for place in places}


def load_arrays(
    prefix: str, places: Sequence[Place], buffer: Array, arrays: Mapping[str, Array]
) -> None:
    """Write those of `arrays` whose names begin with `prefix` into `buffer`.

    Raises ValueError unless their names and shapes are exactly those of `places`.
    """
    expected = {prefix + place.name: place for place in places}
    given = {name for name in arrays if name.startswith(prefix)}
    if given != set(expected):
        odd = ", ".join(sorted(given ^ set(expected)))
        raise ValueError(f"expected the {len(expected)} {prefix} of the network, got {odd} beside")
    for name, place in expected.items():
        if arrays[name].shape != place.entry.shape:
            shape = place.entry.shape
            raise ValueError(f"expected {name} of shape {shape}, got {arrays[name].shape}")
    for name, place in expected.items():
        place.view(buffer)[...] = arrays[name]
