"""What a page computes itself while something is dragged is what the engine computes."""

from __future__ import annotations

import importlib
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine.events import Frame, to_wire
from engine.schema import parse, to_query
from webapp.demos import DEMOS

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "static" / "js" / "preview"
PREVIEWS = sorted(path.stem for path in FOLDER.glob("*.js"))
CASES = 200


@pytest.mark.parametrize("key", PREVIEWS)
def test_a_preview_says_what_the_engine_says(key: str) -> None:
    given = importlib.import_module(f"tests.previews.{key.replace('-', '_')}")
    rng = np.random.default_rng(7)
    cases = []
    for _ in range(CASES):
        demo = parse(DEMOS[key], given.case(rng))
        said = [event for event in demo.run() if isinstance(event, Frame)]
        frames = {event.name: to_wire(event).get("data") for event in said}
        cases.append({"params": to_query(demo, full=True), "frames": frames})
    usual = to_query(parse(DEMOS[key], {}), full=True)
    junk = [usual | bad for bad in given.JUNK]
    asked = {"preview": (FOLDER / f"{key}.js").as_uri(), "cases": cases, "junk": junk}
    ran = subprocess.run(
        ["node", str(HERE / "compare.mjs")],
        input=json.dumps(asked, allow_nan=False),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told = json.loads(ran.stdout)
    assert told["wrong"] == []
    assert told["compared"] > CASES
