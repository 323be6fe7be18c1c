"""Small tables of numbers: `matrix` (`1,2;3,-4`) and `points` (`x,y,class;...`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Unpack

from engine.schema.numbers import Number
from engine.schema.refusal import SENTENCES, Refusal
from engine.schema.spec import Common, Refused, Spec, declare

Rows = tuple[tuple[float, ...], ...]


def _split(text: str, shortest: int, longest: int) -> list[list[str]]:
    rows = [row.split(",") for row in text.split(";")] if text else []
    if not shortest <= len(rows) <= longest:
        raise Refused(Refusal("length", str(len(rows)), shortest, longest))
    return rows


def _table(rows: list[list[str]], columns: list[Number]) -> Rows:
    return tuple(_row(cells, columns, row) for row, cells in enumerate(rows, 1))


def _row(cells: list[str], columns: list[Number], row: int) -> tuple[float, ...]:
    if len(cells) != len(columns):
        raise Refused(Refusal("columns", str(len(cells)), len(columns)))
    pairs = enumerate(zip(columns, cells, strict=True), 1)
    return tuple(_cell(spec, cell, row, column) for column, (spec, cell) in pairs)


def _cell(spec: Number, cell: str, row: int, column: int) -> float:
    """One number; a refusal says where in the table it stands."""
    try:
        return spec.parse(cell)
    except Refused as refused:
        why = refused.refusal
        english, persian = SENTENCES[why.rule]
        where = (f"row {row}, number {column}: {english}", f"سطر {row}، عدد {column}: {persian}")
        raise Refused(replace(why, text=where)) from None


@dataclass(frozen=True, kw_only=True)
class Matrix(Spec):
    """Rows of real numbers in [low, high], all of one width in [narrowest, widest]."""

    low: float
    high: float
    narrowest: int
    widest: int
    shortest: int
    longest: int

    def parse(self, text: str) -> Rows:
        cell = Number(default="0", low=self.low, high=self.high)
        rows = _split(text, self.shortest, self.longest)
        width = len(rows[0]) if self.narrowest < self.widest else self.widest
        if not self.narrowest <= width <= self.widest:
            raise Refused(Refusal("width", str(width), self.narrowest, self.widest))
        return _table(rows, [cell] * width)

    def format(self, value: Rows) -> str:
        cell = Number(default="0", low=self.low, high=self.high)
        return ";".join(",".join(map(cell.format, row)) for row in value)

    def rules(self) -> dict[str, Any]:
        size = {"narrowest": self.narrowest, "widest": self.widest}
        size |= {"shortest": self.shortest, "longest": self.longest}
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
        return _table(_split(text, 0, self.longest), self._columns())

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
    columns: tuple[int, int] | None = None,
    **common: Unpack[Common],
) -> Any:
    """A matrix as text; `rows` and `columns` are (fewest, most), else as many as the default."""
    lines = default.split(";")
    across = lines[0].count(",") + 1
    fewest, most = rows or (len(lines), len(lines))
    narrowest, widest = columns or (across, across)
    size = {"shortest": fewest, "longest": most, "narrowest": narrowest, "widest": widest}
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
