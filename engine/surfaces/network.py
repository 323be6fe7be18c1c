"""A slice through the loss of a real network, trained on real images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.expressions import Graph
from engine.expressions.graph import Node
from engine.expressions.operations import OPERATIONS, Operation
from engine.registry import Text
from engine.slices import network_slice
from engine.surfaces.base import START_X, START_Y, SURFACES, Surface, start

TEXT = "L(w + x d1 + y d2)"
SLICE = "network slice"  # a name that nobody can type
PART = 1 / 1.2  # of the grid that the map shows
WEIGHT = 145  # measured: as long as so many small operations

ABOUT: Text = (
    "The loss of the lecture's two-layer network ({weights} weights) on {images} images of "
    "CIFAR-10. w are its weights after {steps} steps of training; d1 and d2, of length 1, are the "
    "principal directions of its path and hold {held} of the path's variance. The loss was "
    "computed at {columns} × {rows} places; between them stands a bicubic spline, and the "
    "rules follow the exact gradient of that spline. The dotted line is the network's own path, "
    "seen in this plane.",
    "هزینهٔ شبکهٔ دولایهٔ درس (با {weights} وزن) روی {images} تصویر از CIFAR-10. "
    "وزن‌های آن پس از {steps} گام آموزش w است؛ d1 و d2، هر دو به درازای 1، راستاهای اصلی مسیر "
    "آن‌اند و {held} از واریانس مسیر را در خود دارند. "
    "هزینه روی توری با {columns} ستون و {rows} سطر محاسبه شده است؛ "
    "میان آن‌ها اسپلاین دومکعبی نشسته و قاعده‌ها گرادیان دقیق همان اسپلاین را "
    "دنبال می‌کنند. "
    "خط نقطه‌چین مسیر خود شبکه است که در این صفحه دیده می‌شود.",
)


def _value(x: Array, y: Array, out: Array | None = None) -> Array:
    return network_slice().spline.value(x, y, out)


def _slope_x(x: Array, y: Array, out: Array | None = None) -> Array:
    return network_slice().spline.slope_x(x, y, out)


def _slope_y(x: Array, y: Array, out: Array | None = None) -> Array:
    return network_slice().spline.slope_y(x, y, out)


def _bend(x: Array, y: Array) -> tuple[Array, ...]:
    return network_slice().spline.bend(x, y)


OPERATIONS[SLICE] = Operation(
    _value,
    lambda t, up, a, o: (t.times(up, t.do(_slope_x, *a)), t.times(up, t.do(_slope_y, *a))),
    2,
    weight=WEIGHT,
    bend=_bend,
    why="outside",
)


@SURFACES.add("network", label=("Loss of a real network", "هزینهٔ یک شبکهٔ واقعی"))
@dataclass(frozen=True)
class NetworkLoss(Surface):
    """Loss over the plane of a training path: a bicubic spline, with its own exact gradient."""

    lowest: ClassVar[float | None] = None
    minima: ClassVar[tuple[tuple[float, float], ...]] = ()

    x: float = start(-6.8, START_X)
    y: float = start(-1, START_Y)

    def text(self) -> str:
        return TEXT

    def graph(self) -> Graph:
        nodes = (Node("x"), Node("y"), Node(SLICE, (0, 1), None, 0, len(TEXT)))
        return Graph(TEXT, nodes)

    def view(self) -> tuple[tuple[float, float], float]:
        (x0, x1), (y0, y1) = network_slice().spline.x, network_slice().spline.y
        return ((x0 + x1) / 2, (y0 + y1) / 2), PART * (x1 - x0)

    def path(self) -> Array | None:
        return network_slice().path

    def about(self) -> Text | None:
        cut = network_slice()
        rows, columns = cut.spline.values.shape
        told = {
            "weights": f"{cut.parameters:,}",
            "images": f"{cut.images:,}",
            "steps": cut.steps,
            "held": f"{100 * sum(cut.shares):.3g}%",
            "columns": columns,
            "rows": rows,
        }
        return ABOUT[0].format(**told), ABOUT[1].format(**told)
