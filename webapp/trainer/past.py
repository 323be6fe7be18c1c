"""The curves a state file brings along, said again at the head of the new run's log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.backend import Array
from engine.events import Event, Metrics

CURVE = "curve/"
MOST = 1000  # points of a curve that are said again


def past_events(arrays: Mapping[str, Array], rows: Sequence[str]) -> list[Event]:
    """One event with the curves in `rows`, and one for each point of the others.

    A curve is (points, 2): step and value. Without curves there is nothing to say.
    """
    curves = {n.removeprefix(CURVE): a for n, a in arrays.items() if n.startswith(CURVE)}
    said: list[Event] = [*_rows({name: curves[name] for name in rows if name in curves})]
    for name in sorted(curves.keys() - set(rows)):
        said += [Metrics(int(step), {name: float(value)}) for step, value in _thin(curves[name])]
    return said


def _rows(curves: Mapping[str, Array]) -> list[Event]:
    """The curves that were measured at the same steps, as one event."""
    lengths = {len(curve) for curve in curves.values()}
    if len(lengths) != 1 or lengths == {0}:
        return []
    thin = {name: _thin(curve) for name, curve in curves.items()}
    first = next(iter(thin.values()))
    found = {"step": [int(step) for step in first[:, 0]]}
    values = {name: [float(f"{v:.5g}") for v in curve[:, 1]] for name, curve in thin.items()}
    last = {name: points[-1] for name, points in values.items()}
    return [Metrics(found["step"][-1], last, rows={**found, **values})]


def _thin(curve: Array) -> Array:
    return curve[:: max(1, -(-len(curve) // MOST))]
