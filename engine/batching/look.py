"""The lanes at one step, judged again with the weights of a keyframe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.backend import Array
from engine.batching.problem import problem_of
from engine.batching.settings import BatchSettings
from engine.events import Event, Frame
from engine.schema import BadParams, Refusal

ASKS = ("lanes",)


def look(
    settings: BatchSettings, ask: Mapping[str, Any], weights: Mapping[str, Array], step: int
) -> list[Event]:
    """Answer `ask["what"]`, lanes: loss and validation accuracy of each; raises BadParams."""
    what = str(ask.get("what", ""))
    if what not in ASKS:
        raise BadParams({"what": Refusal("choice", what, list(ASKS))})
    problem = problem_of(settings.data, settings.loss)
    lanes = [
        problem.judge(np.asarray(weights[f"weights/{k}.W"], problem.x.dtype))
        for k in range(len(settings.sizes))
    ]
    return [Frame("at", step, [{"loss": loss, "accuracy": right} for loss, right in lanes])]
