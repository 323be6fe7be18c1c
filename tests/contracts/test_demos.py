"""Every demo, found by its registry: both languages, sameness, bit-for-bit continuation."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest

from engine.backend import CPU
from engine.events import Metrics, to_wire
from engine.schema import describe, parse, specs_of, to_query
from webapp.demos import DEMOS, LiveDemo, Session

LIVE = [key for key in DEMOS if DEMOS[key].kind == "live" and DEMOS[key].listed]
pytestmark = pytest.mark.usefixtures("sample")
TIMED = {"examples_per_s", "clock", "time"}


def pairs(said: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """(name, label) of every parameter, those of options too."""
    found = []
    for row in said:
        found.append((row["name"], row["label"]))
        for option in row.get("options", []):
            found.append((option["key"], option["label"]))
            found += pairs(option.get("params", []))
    return found


@pytest.mark.parametrize("key", DEMOS)
def test_the_declaration_speaks_both_languages(key: str) -> None:
    demo = DEMOS[key]
    for name, label in pairs(describe(demo) + describe(demo.View)):
        assert all(label), name
        assert len(label) == 2, name
    for pair in (demo.label, demo.title, demo.idea, *demo.metrics.values(), *demo.notes.values()):
        assert all(pair)
        assert pair[0] != pair[1]


@pytest.mark.parametrize("key", DEMOS)
def test_the_default_writes_nothing_and_reads_back(key: str) -> None:
    demo = parse(DEMOS[key], {})
    assert to_query(demo) == {}
    assert parse(DEMOS[key], to_query(demo, full=True)) == demo


@pytest.mark.parametrize("key", DEMOS)
def test_the_declaration_is_json(key: str) -> None:
    said = describe(DEMOS[key])
    assert [row["name"] for row in said] == list(specs_of(DEMOS[key]))
    json.dumps(said, allow_nan=False)
    json.dumps(DEMOS[key].page(), allow_nan=False)


def steps(session: Session, count: int) -> list[tuple[int, dict[str, Any]]]:
    """Advance until `count` more steps are done: what was measured, without what a clock says."""
    measured, end = [], session.step + count
    while session.step < end:
        for event in session.advance():
            if isinstance(event, Metrics):
                values = to_wire(event)["values"].items()
                kept = {n: v for n, v in values if n not in TIMED and not n.endswith("_ms")}
                measured.append((event.step, kept))
    return measured


def small(key: str, **changed: str) -> LiveDemo:
    asked = {"batch": "16", "images": "50", **changed}
    declared = specs_of(DEMOS[key])  # not every live demo has shards and one batch
    demo = parse(DEMOS[key], {n: text for n, text in asked.items() if n in declared})
    assert isinstance(demo, LiveDemo)
    return demo


@pytest.mark.serving
@pytest.mark.parametrize("key", LIVE)
@pytest.mark.parametrize("shards", ["1", "2"])
def test_seven_steps_are_three_and_four(key: str, shards: str) -> None:
    demo = small(key, shards=shards)
    whole = demo.open(CPU)
    first = demo.open(CPU)
    try:
        expected = steps(whole, 7)
        begun = steps(first, 3)
        saved = first.state()
        again = demo.open(CPU, saved)
        try:
            assert begun + steps(again, 4) == expected
            ours, theirs = again.state()[0], whole.state()[0]
        finally:
            again.close()
        assert ours.keys() == theirs.keys()
        for name, array in ours.items():
            assert np.array_equal(array, theirs[name]), name
    finally:
        whole.close()
        first.close()


@pytest.mark.serving
@pytest.mark.parametrize("key", LIVE)
def test_a_keyframe_is_float32_weights_and_norms(key: str) -> None:
    session = small(key, shards="1").open(CPU)
    try:
        arrays = session.keyframe()
    finally:
        session.close()
    assert arrays
    for name, array in arrays.items():
        assert name.startswith(("weights/", "norm/"))
        assert array.dtype == np.float32


@pytest.mark.parametrize("key", DEMOS)
def test_a_demo_is_immutable(key: str) -> None:
    demo = parse(DEMOS[key], {})
    with pytest.raises(dataclasses.FrozenInstanceError):
        demo.speed = "1"  # type: ignore[attr-defined]
