"""What the multiclass hinge and its square share: the margins and the lecture's what-ifs."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array, array_module
from engine.losses.base import Loss
from engine.schema import flag, real


@dataclass(frozen=True)
class MarginLoss(Loss):
    """L_i = sum_{j != y} bend(m_j), with m_j = max(0, s_j - s_y + margin); abstract in `bend`.

    The two flags add a constant to L_i or divide it: they move no minimum. What does
    change the loss, bending the margins, is an entry of its own.
    """

    margin: float = real(
        1,
        0,
        100,
        label=("Margin Δ", "حاشیهٔ Δ"),
        help=(
            "How far the right class must lead to cost nothing.",
            "کلاس درست باید دست‌کم این اندازه جلوتر باشد تا هزینه‌ای نداشته باشد.",
        ),
    )
    own: bool = flag(
        False,
        label=("Include j = y", "با j = y"),
        help=(
            "Adds the right class itself, which always pays the margin.",
            "خود کلاس درست هم به حساب می‌آید که همیشه به اندازهٔ حاشیه هزینه دارد.",
        ),
        advanced=True,
    )
    mean: bool = flag(
        False,
        label=("Mean over the classes", "میانگین روی کلاس‌ها"),
        help=(
            "Divides the sum by the number of classes in it.",
            "مجموع بر تعداد کلاس‌های آن تقسیم می‌شود.",
        ),
        advanced=True,
    )

    def bend(self, m: Array) -> tuple[Array, Array]:
        """What a margin m >= 0 costs, and the slope of that, which is 0 at m = 0."""
        raise NotImplementedError

    def each(self, scores: Array, target: Array) -> tuple[Array, Array]:
        rows = array_module(scores).arange(len(scores))
        m = scores - scores[rows, target][:, None] + self.margin
        m = m.clip(min=0)
        m[rows, target] = self.margin if self.own else 0
        costs, dscores = self.bend(m)
        dscores[rows, target] = 0  # s_y - s_y does not move
        dscores[rows, target] = -dscores.sum(axis=1)
        classes = scores.shape[1] if self.own else max(1, scores.shape[1] - 1)
        share = 1 / classes if self.mean else 1
        return costs.sum(axis=1) * share, dscores * share
