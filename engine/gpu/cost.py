"""What a step costs a card, counted from what is written down; a model, not a measurement.

A replayed step takes about LAUNCH for each of its kernels and the time its bytes take at RATE.
Launches hardly grow with the runs of a gang, bytes grow with them: so a gang gains what launches
cost, and no more. Counted for the page's networks at batch 64 in float16, without cuDNN:

    network         runs  launches  bytes    modelled  for each run  gain
    linear             1        16  2.5 MB   0.033 ms      0.033 ms
    linear            32        23  134 MB   0.10 ms       0.003 ms  10.6
    convnetjs          1        54  170 MB   0.18 ms       0.18 ms
    convnetjs         32        71  5.5 GB   2.3 ms        0.07 ms    2.4
    vgg                1        87  665 MB   0.44 ms       0.44 ms
    vgg               32       142  22 GB    9.0 ms        0.28 ms    1.6
    vgg, by cuDNN      1        77  175 MB   0.22 ms       0.22 ms    2.0

Of the 5.5 GB 4.6 are columns (convolution/columns.py), written and read again. Kernels that
multiply what lies under the filters without writing it out would leave 0.9 GB, and a gain of 7.
What a run alone has in the card's cache is not in the model, and makes gangs gain less; kernels
too small to fill the card make them gain more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.gpu.recorder import Call, Recorder

LAUNCH = 2e-6  # seconds from a kernel of a graph to the next, where one waits for the other
RATE = 2.5e12  # bytes a second: three quarters of what an H100 has
LOOKED_UP = ("images", "labels", "order", "rates", "ring", "ratios", "before")  # few rows of many


@dataclass(frozen=True)
class Cost:
    """Kernels and products that are launched, and bytes that they read and write."""

    launches: int
    bytes: int

    @property
    def seconds(self) -> float:
        """As the model has it."""
        return self.launches * LAUNCH + self.bytes / RATE


def cost(recorder: Recorder, sizes: Mapping[str, int]) -> Cost:
    """Of the step; `sizes` is the bytes of one number by kind."""
    return Cost(len(recorder.calls), sum(_moved(call, sizes) for call in recorder.calls))


def _moved(call: Call, sizes: Mapping[str, int]) -> int:
    views = [view for _, view in call.views() if view.buffer.name not in LOOKED_UP]
    return sum(view.size * sizes[view.buffer.kind] for view in views)
