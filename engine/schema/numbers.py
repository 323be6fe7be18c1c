"""Numbers in a closed interval: `real`, `integer`, `seed`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Unpack

from engine.schema.refusal import Refusal
from engine.schema.spec import Common, Refused, Spec, ascii_digits, declare

# ASCII only, and short: int() and float() would also take " 7", "1_000" and 5,000 digits.
WHOLE = re.compile(r"[+-]?[0-9]{1,20}")
NUMBER = re.compile(r"[+-]?([0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})([eE][+-]?[0-9]{1,4})?")
LARGEST_SEED = 2**32 - 1


@dataclass(frozen=True, kw_only=True)
class Number(Spec):
    """A real or whole number in [low, high]; `floor` is the least a log slider shows above 0."""

    low: float
    high: float
    kind: str = "real"
    scale: str = "linear"
    step: float | None = None
    floor: float | None = None

    def parse(self, text: str) -> float | int:
        plain = ascii_digits(text)
        whole = self.kind != "real"
        rule = "integer" if whole else "real"
        refusal = Refusal(rule, text, self.low, self.high)
        if not (WHOLE if whole else NUMBER).fullmatch(plain):
            raise Refused(refusal)
        value = int(plain) if whole else float(plain)
        if not self.low <= value <= self.high:
            raise Refused(refusal)
        return value

    def format(self, value: float) -> str:
        if self.kind != "real":
            return str(int(value))
        text = f"{value:g}"
        return text if float(text) == value else repr(float(value))

    def rules(self) -> dict[str, Any]:
        return {
            "type": self.kind,
            "low": self.low,
            "high": self.high,
            "scale": self.scale,
            "step": self.step,
            "floor": self.floor,
        }


def real(
    default: float,
    low: float,
    high: float,
    *,
    scale: str = "linear",
    step: float | None = None,
    floor: float | None = None,
    **common: Unpack[Common],
) -> Any:
    """A real number in [low, high]; `scale` (linear or log) is how a slider moves."""
    bounds = {"low": float(low), "high": float(high), "step": step, "floor": floor}
    return declare(Number(default=f"{default:g}", scale=scale, **bounds, **common))  # type: ignore[arg-type]


def integer(
    default: int,
    low: int,
    high: int,
    *,
    scale: str = "linear",
    **common: Unpack[Common],
) -> Any:
    """A whole number in [low, high]."""
    kind = {"kind": "integer", "scale": scale}
    return declare(Number(default=str(default), low=low, high=high, **kind, **common))  # type: ignore[arg-type]


def seed(default: int = 0, **common: Unpack[Common]) -> Any:
    """The seed of every random draw: a whole number in [0, 2^32 - 1]."""
    return declare(Number(default=str(default), low=0, high=LARGEST_SEED, kind="seed", **common))
