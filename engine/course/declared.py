"""What can be said of a course before anything is allocated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.backend import Array
from engine.course.settings import CourseSettings, network_of
from engine.data import CLASSES, available, sets_folder
from engine.network import PRESETS, Network
from engine.statefile import check_against

FLOATS = ("float32", "float16", "float64")


def course_plan(settings: CourseSettings) -> dict[str, Any]:
    """One row a layer, and totals: parameters, multiply-adds, memory, a guess of the time."""
    network = network_of(settings)
    total = {
        "parameters": network.parameters,
        "macs": network.macs,
        "bytes": network.bytes,
        "step_ms": round(network.step_ms, 1),
        "input": list(network.shape),
    }
    return {"rows": network.rows(), "total": total}


def cifar_page() -> dict[str, Any]:
    """Classes, presets and installed data sets, for the page."""
    presets = [
        {
            "key": key,
            "label": list(preset.label),
            "params": preset.to_query(),
            "parameters": Network(preset.layers).parameters,
        }
        for key, preset in PRESETS.items()
    ]
    classes = [list(pair) for pair in CLASSES]
    return {"classes": classes, "presets": presets, "sets": available(sets_folder())}


def refuse_state(settings: CourseSettings, saved: tuple[Mapping[str, Array], Any]) -> None:
    """Raise BadState unless the arrays are exactly those the declared network builds."""
    arrays, meta = saved
    network = network_of(settings)
    layout = network.layout
    expected = {f"weights/{p.name}": (p.entry.shape, FLOATS) for p in layout.weights}
    expected |= {f"norm/{p.name}": (p.entry.shape, FLOATS) for p in layout.norms}
    if meta["kind"] == "run":
        rule = settings.rule
        flat = ((layout.size,), FLOATS)
        expected |= {f"slots/{rule.key}.{slot}": flat for slot in rule.slots}
        if meta.get("judging"):
            places = (*layout.weights, *layout.norms)
            expected |= {f"frozen/{p.name}": (p.entry.shape, FLOATS) for p in places}
    check_against(arrays, expected)
