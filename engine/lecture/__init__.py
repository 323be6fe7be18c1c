"""The lecture as data: its numbers beside what the engine computes, polls, glossary, golden walks.

`numbers.json` holds one row a number: where it stands (topic, slide), what it is in both
languages, the lecture's value, and the function of `compute.py` that computes it here.
`origin` says how the lecture gives it: `slide` printed in its text, `figure` in a figure
of its source, `derived` not printed, but following from what is.
"""

from engine.lecture.files import glossary, golden, polls
from engine.lecture.numbers import Row, rows

__all__ = ["Row", "glossary", "golden", "polls", "rows"]
