"""The bias of a layer of filters or units, which what follows may make superfluous."""

from __future__ import annotations

from engine.layers.base import Weight
from engine.schema import flag


def has_bias() -> bool:
    """Whether a bias is learned, declared alike by convolution and dense layer."""
    made: bool = flag(
        True,
        label=("Bias b", "بایاس b"),
        help=(
            "A number added to every output; batch normalization right after takes it away again.",
            "عددی که به هر خروجی افزوده می‌شود؛ نرمال‌سازی دسته‌ایِ پس از آن دوباره آن را برمی‌دارد.",
        ),
        advanced=True,
    )
    return made


def bias_weight(units: int, there: bool) -> tuple[Weight, ...]:
    """The declaration of b (units,), none where there is no bias."""
    return (Weight("b", (units,), "biases"),) if there else ()
