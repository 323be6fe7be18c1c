"""The contract of a layer: a description, a plan, and a forward that returns its own derivative.

Activations are (H, W, N, C) for images and (N, D) for vectors; shapes in declarations leave
the batch out: (H, W, C) and (D,). Channels last makes bias and sums plain row operations;
N inside makes padding and pooling work on long runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.initializers import Initializer
from engine.layers.context import Context
from engine.registry import Entry, Registry, Text

Shape = tuple[int, ...]
Backprop = Callable[[Array], Array]

# Their order in the flat buffer; "matrices" are banks of filters, (K, K, C, F) as (K K C, F).
GROUPS = ("matrices", "weights", "biases", "norm")


class Misfit(ValueError):
    """A layer cannot be built on what comes in.

    `field` is the parameter to blame ("" for the layer as a whole), `got` its value, and
    `sentence` says in both languages what is needed and what to do.
    """

    def __init__(self, field: str, got: object, sentence: Text) -> None:
        self.field, self.got, self.sentence = field, str(got), sentence
        super().__init__(sentence[0].replace("{got}", self.got))


@dataclass(frozen=True)
class Weight:
    """One array to learn: its name, shape and group, and how it is filled at the start.

    `init` draws it, given `fan_in` and `fan_out`; without one every number is `start`.
    `derived` numbers are computed from it once a pass.
    """

    name: str
    shape: Shape
    group: str
    init: Initializer | None = None
    fan_in: int = 1
    fan_out: int = 1
    start: float = 0.0
    derived: int = 0


@dataclass(frozen=True)
class Norm:
    """One running statistic or frozen array: kept and saved, but not learned.

    Filled at the start as a Weight is.
    """

    name: str
    shape: Shape
    start: float = 0.0
    init: Initializer | None = None
    fan_in: int = 1
    fan_out: int = 1


@dataclass(frozen=True)
class Plan:
    """What a layer becomes on inputs of a given shape, before anything is allocated.

    `work` is the memory of one image in numbers, `macs` its multiply-adds. A layer that
    `couples_batch` needs every image of the batch before it knows one output.
    """

    output: Shape
    weights: tuple[Weight, ...] = ()
    norms: tuple[Norm, ...] = ()
    work: int = 0
    macs: int = 0
    algorithm: str = ""
    reason: Text = ("", "")
    couples_batch: bool = False


@dataclass(frozen=True)
class Layer(Entry):
    """Hyperparameters are fields; nothing else is kept, so a layer may be shared.

    Where a layer that `commutes_with_max`, f(max(a, b)) = max(f(a), f(b)), stands before one
    that `takes_max` of windows, the network runs the second first: less work, same result.
    One that `reads_rows` takes each image as one row; one that `prepares` is shown the first
    training images before step 1; one that `lets_go` of y does not read it in its backprop.
    """

    commutes_with_max: ClassVar[bool] = False
    takes_max: ClassVar[bool] = False
    reads_rows: ClassVar[bool] = False
    prepares: ClassVar[bool] = False
    lets_go: ClassVar[bool] = False

    def build(self, shape: Shape) -> Plan:
        """The plan for inputs of `shape` (without the batch); raises Misfit."""
        raise NotImplementedError

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        """Map x to y; `backprop(dy)` adds to ctx.grads and returns dx.

        In the groups "matrices" and "weights", the first time, it writes instead of adding.

        x stays as it is, unless `ctx.takes_over` says that nobody will read it again.

        y and dx are C-contiguous and live in the workspace: they hold until the layer's
        next forward. Backprop may overwrite what forward kept, and dy, so it is called once.
        """
        raise NotImplementedError

    def prepare(self, x: Array, norms: Mapping[str, Array]) -> None:
        """Fill `norms`, its own by name, from x (H, W, N, C): what it gets of those images."""


def count(shape: Shape) -> int:
    """How many numbers an array of `shape` has."""
    return math.prod(shape)


def said(shape: Shape) -> str:
    """A shape as a reader writes it: 32×32×3."""
    return "×".join(map(str, shape))


def need_image(shape: Shape) -> tuple[int, int, int]:
    """`shape` as (H, W, C); raises Misfit for a vector."""
    if len(shape) != 3:
        raise Misfit("", said(shape), VECTOR)
    return shape[0], shape[1], shape[2]


VECTOR: Text = (
    "needs an image of height×width×channels, but gets a vector of length {got}; "
    "move it before the first dense or flatten layer",
    "تصویری با ارتفاع×پهنا×کانال می‌خواهد، ولی برداری به طول {got} می‌گیرد؛ "
    "آن را پیش از نخستین لایهٔ کاملاً متصل یا تخت‌کردن بگذارید",
)

LAYERS: Registry[Layer] = Registry("layer")
