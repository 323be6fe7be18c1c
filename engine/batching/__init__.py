"""Batches of many sizes on one problem: the same start, the same examples, side by side."""

from engine.batching.look import look
from engine.batching.problem import EXAMPLES, Problem, problem_of
from engine.batching.race import Race
from engine.batching.settings import BatchSettings, forecast, refuse_state
from engine.batching.sizes import MOST, read_sizes, sizes_of

__all__ = [
    "EXAMPLES",
    "MOST",
    "BatchSettings",
    "Problem",
    "Race",
    "forecast",
    "look",
    "problem_of",
    "read_sizes",
    "refuse_state",
    "sizes_of",
]
