"""The best W of each rider as pictures: row c of W is what class c looks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.backend import Array
from engine.course.linear import reach, toned
from engine.events import Event, Frame
from engine.schema import BadParams, Refusal
from engine.search.declared import BEST, RIDERS
from engine.search.problem import PIXELS


def search_look(ask: Mapping[str, Any], arrays: Mapping[str, Array], step: int) -> list[Event]:
    """The ten templates of the rider `ask["rider"]`, (10, 32, 32, 3) uint8; raises BadParams.

    Grey is 0; full colour is the size within which 99.5 % of the weights lie.
    """
    what, rider = str(ask.get("what", "")), str(ask.get("rider", ""))
    if what != "templates":
        raise BadParams({"what": Refusal("choice", what, ["templates"])})
    if rider not in RIDERS:
        raise BadParams({"rider": Refusal("choice", rider, list(RIDERS))})
    W = np.asarray(arrays[BEST[RIDERS.index(rider)]], np.float64)[:, :PIXELS]
    limit = reach(W)
    pictures = toned(W, limit).reshape(len(W), 32, 32, 3)
    return [
        Frame("scale", step, {"rider": rider, "limit": limit}),
        Frame("templates", step, pictures),
    ]
