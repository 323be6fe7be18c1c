"""Small tables of numbers: `matrix` (`1,2;3,-4`) and `points` (`x,y,class;...`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Unpack

from engine.schema.numbers import Number
from engine.schema.refusal import Refusal
from engine.schema.spec import Common, Refused, Spec, declare

Rows = tuple[tuple[float, ...], ...]


def _split(text: str, shortest: int, longest: int) -> list[list[str]]:
    rows = [row.split(",") for row in text.split(";")] if text else []
    if not shortest <= len(rows) <= longest:
        raise Refused(Refusal("length", str(len(rows)), shortest, longest))
    return rows


def _row(cells: list[str], columns: list[Number]) -> tuple[float, ...]:
    if len(cells) != len(columns):
        raise Refused(Refusal("columns", str(len(cells)), len(columns)))
    return tuple(spec.parse(cell) for spec, cell in zip(columns, cells, strict=True))


@dataclass(frozen=True, kw_only=True)
class Matrix(Spec):
    """Rows of real numbers in [low, high], as many columns as the default."""

    low: float
    high: float
    columns: int
    shortest: int
    longest: int

    def parse(self, text: str) -> Rows:
        cell = Number(default="0", low=self.low, high=self.high)
        rows = _split(text, self.shortest, self.longest)
        return tuple(_row(cells, [cell] * self.columns) for cells in rows)

    def format(self, value: Rows) -> str:
        cell = Number(default="0", low=self.low, high=self.high)
        return ";".join(",".join(map(cell.format, row)) for row in value)

    def rules(self) -> dict[str, Any]:
        size = {"columns": self.columns, "shortest": self.shortest, "longest": self.longest}
        return {"type": "matrix", "low": self.low, "high": self.high} | size


@dataclass(frozen=True, kw_only=True)
class Points(Spec):
    """Points of the plane with a class: x and y in [low, high], class in [0, classes)."""

    low: float
    high: float
    classes: int
    longest: int

    def _columns(self) -> list[Number]:
        place = Number(default="0", low=self.low, high=self.high)
        return [place, place, Number(default="0", low=0, high=self.classes - 1, kind="integer")]

    def parse(self, text: str) -> Rows:
        columns = self._columns()
        return tuple(_row(cells, columns) for cells in _split(text, 0, self.longest))

    def format(self, value: Rows) -> str:
        columns = self._columns()
        rows = ((c.format(v) for c, v in zip(columns, row, strict=True)) for row in value)
        return ";".join(",".join(row) for row in rows)

    def rules(self) -> dict[str, Any]:
        size = {"classes": self.classes, "longest": self.longest}
        return {"type": "points", "low": self.low, "high": self.high} | size


def matrix(
    default: str,
    low: float,
    high: float,
    *,
    rows: tuple[int, int] | None = None,
    **common: Unpack[Common],
) -> Any:
    """A matrix as text; `rows` is (fewest, most), the default's own number where not given."""
    lines = default.split(";")
    fewest, most = rows or (len(lines), len(lines))
    size = {"columns": lines[0].count(",") + 1, "shortest": fewest, "longest": most}
    return declare(Matrix(default=default, low=low, high=high, **size, **common))


def points(
    default: str,
    low: float,
    high: float,
    *,
    classes: int = 10,
    longest: int = 500,
    **common: Unpack[Common],
) -> Any:
    """Labelled points of the plane as text, none or more."""
    size = {"classes": classes, "longest": longest}
    return declare(Points(default=default, low=low, high=high, **size, **common))
