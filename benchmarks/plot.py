"""Small plots as SVG, both axes logarithmic: images a second, and what plain proportion gives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP, INNER_W, INNER_H = 420, 300, 64, 40, 330, 200


@dataclass(frozen=True)
class Curve:
    """Images a second over sizes, and the multiply-adds of an image at each."""

    name: str
    sizes: Sequence[int]
    rates: Sequence[float]
    work: Sequence[int]

    @property
    def expected(self) -> list[float]:
        """As fast as at the last size, if cost were the multiply-adds alone."""
        return [self.rates[-1] * self.work[-1] / macs for macs in self.work]


def write_plots(curves: Sequence[Curve], path: Path) -> None:
    """All plots side by side, two a row."""
    rows = -(-len(curves) // 2)
    body = "".join(
        f'<g transform="translate({WIDTH * (i % 2)},{HEIGHT * (i // 2)})">{_plot(curve)}</g>'
        for i, curve in enumerate(curves)
    )
    size = f'width="{2 * WIDTH}" height="{rows * HEIGHT}"'
    style = "font:12px sans-serif;fill:#222"
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} style="{style}">'
        f'<rect width="100%" height="100%" fill="#fff"/>{body}</svg>\n',
        encoding="utf-8",
    )


def _plot(curve: Curve) -> str:
    low = min([*curve.rates, *curve.expected])
    high = max([*curve.rates, *curve.expected])

    def x(size: float) -> float:
        span = math.log(curve.sizes[-1] / curve.sizes[0])
        return LEFT + INNER_W * math.log(size / curve.sizes[0]) / span

    def y(rate: float) -> float:
        span = max(math.log(high / low), 1e-9)
        return TOP + INNER_H * (1 - math.log(rate / low) / span)

    def path(rates: Sequence[float]) -> str:
        return " ".join(f"{x(s):.1f},{y(r):.1f}" for s, r in zip(curve.sizes, rates, strict=True))

    dots = "".join(
        f'<circle cx="{x(s):.1f}" cy="{y(r):.1f}" r="3" fill="#0b62a4"/>'
        f'<text x="{x(s):.1f}" y="{y(r) - 7:.1f}" text-anchor="middle">{r:,.0f}</text>'
        for s, r in zip(curve.sizes, curve.rates, strict=True)
    )
    ticks = "".join(
        f'<text x="{x(s):.1f}" y="{TOP + INNER_H + 18}" text-anchor="middle">{s}</text>'
        for s in curve.sizes
    )
    line = 'fill="none" stroke-width="2"'
    return (
        f'<text x="{LEFT}" y="20" font-weight="bold">images/s over {curve.name}</text>'
        f'<path d="M{LEFT},{TOP} v{INNER_H} h{INNER_W}" fill="none" stroke="#888"/>'
        f'<polyline points="{path(curve.expected)}" {line} stroke="#bbb" stroke-dasharray="5 4"/>'
        f'<polyline points="{path(curve.rates)}" {line} stroke="#0b62a4"/>{dots}{ticks}'
        f'<text x="{LEFT}" y="{TOP + INNER_H + 36}" fill="#666">'
        "dashed: by multiply-adds alone</text>"
    )
