"""The backward passes a reader can write."""

from __future__ import annotations

from engine.backward.base import Pass
from engine.backward.gates import NEURON, TANH
from engine.backward.hinge import HINGE
from engine.backward.layers import TWO_LAYER
from engine.backward.softmax import SOFTMAX

PASSES: dict[str, Pass] = {
    "tanh": TANH,
    "neuron": NEURON,
    "softmax": SOFTMAX,
    "hinge": HINGE,
    "two_layer": TWO_LAYER,
}
