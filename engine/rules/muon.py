"""Momentum made orthogonal, for matrices: Jordan 2024, https://kellerjordan.github.io/posts/muon/;
as in https://github.com/KellerJordan/cifar10-airbench, where filters also keep their norm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array, array_module
from engine.rules.base import RULES, Rule, Slots, Work
from engine.rules.orthogonal import TINY, orthogonalize
from engine.schema import integer, real


@RULES.add("muon", label=("Muon", "میون"))
@dataclass(frozen=True)
class Muon(Rule):
    """Filters W as a matrix: v <- mu v + g;  W <- W sqrt(F) / ||W|| - lr orthogonal(g + mu v).

    W (K K C, F). All other weights: v <- mu' v + g;  w <- w - lr rest (g + mu' v), which is
    Nesterov momentum; for biases and for the numbers of batch norm, rest is times `shift`.
    """

    slots: ClassVar[tuple[str, ...]] = ("v",)
    usual_rate: ClassVar[float] = 0.24
    whole: ClassVar[bool] = True

    mu: float = real(
        0.6,
        0,
        0.999,
        label=("Momentum μ of filters", "تکانهٔ μ برای فیلترها"),
        help=(
            "The share of the velocity of filters that each step keeps.",
            "سهمی از سرعت فیلترها که در هر گام حفظ می‌شود.",
        ),
        group="run",
        live=True,
    )
    rounds: int = integer(
        3,
        1,
        10,
        label=("Rounds of Newton–Schulz", "دورهای نیوتن–شولتس"),
        help=(
            "How often a step is brought nearer to an orthogonal matrix.",
            "هر گام چند بار به ماتریسی متعامد نزدیک‌تر می‌شود.",
        ),
        group="run",
        live=True,
        advanced=True,
    )
    rest: float = real(
        0.1,
        1e-6,
        100,
        scale="log",
        label=("Rate elsewhere, factor", "ضریب نرخ برای بقیه"),
        help=(
            "What the learning rate is multiplied by for weights that are no filters.",
            "برای وزن‌هایی که فیلتر نیستند، نرخ یادگیری در این عدد ضرب می‌شود.",
        ),
        group="run",
        live=True,
    )
    shift: float = real(
        64,
        0.01,
        1e5,
        scale="log",
        label=("Rate of biases, factor", "ضریب نرخ برای بایاس‌ها"),
        help=(
            "What that is multiplied by again for biases and for batch normalization.",
            "آن نرخ برای بایاس‌ها و نرمال‌سازی دسته‌ای بار دیگر در این عدد ضرب می‌شود.",
        ),
        group="run",
        live=True,
    )
    rest_mu: float = real(
        0.85,
        0,
        0.999,
        label=("Momentum μ′ elsewhere", "تکانهٔ μ′ برای بقیه"),
        help=(
            "The share of the velocity of all other weights that each step keeps.",
            "سهمی از سرعت بقیهٔ وزن‌ها که در هر گام حفظ می‌شود.",
        ),
        group="run",
        live=True,
    )

    def hyper(self, lr: float, group: str = "weights") -> dict[str, float]:
        values = super().hyper(lr, group)
        if group in ("biases", "norm"):
            values["rest"] *= self.shift
        return values

    def update(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        step = _ahead(g, state["v"], hyper["rest_mu"], work)
        step *= hyper["rest"]
        step *= hyper["lr"]
        w -= step

    def update_matrix(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        xp = array_module(w)
        step = _ahead(g, state["v"], hyper["mu"], work)
        orthogonalize(step, int(hyper["rounds"]), work)
        w *= w.shape[1] ** 0.5 / (xp.sqrt(xp.vdot(w, w)) + TINY)
        step *= hyper["lr"]
        w -= step


def _ahead(g: Array, v: Array, mu: float, work: Work) -> Array:
    """Do v <- mu v + g; return g + mu v."""
    step = work("step")
    v *= mu
    v += g
    array_module(g).multiply(v, mu, out=step)
    step += g
    return step
