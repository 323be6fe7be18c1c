"""Batch normalization: Ioffe & Szegedy 2015, https://arxiv.org/abs/1502.03167, algorithms 1, 2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape, count
from engine.layers.context import Context
from engine.layers.normalize import norm_statistics, norm_weights, normalize
from engine.schema import flag, real


@LAYERS.add("batchnorm", label=("Batch normalization", "نرمال‌سازی دسته‌ای"))
@dataclass(frozen=True)
class BatchNorm(Layer):
    """y = gamma (x - mean) / sqrt(var + eps) + beta, with mean and var of the batch, per channel.

    Outside training running means are used: running <- momentum running + (1 - momentum) batch.
    """

    lets_go: ClassVar[bool] = True

    momentum: float = real(
        0.9,
        0,
        0.999,
        label=("Momentum", "تکانه"),
        help=(
            "The share of the running statistics that each step keeps.",
            "سهمی از آماره‌های جاری که در هر گام حفظ می‌شود.",
        ),
    )
    scale: bool = flag(
        True,
        label=("Learn the scale γ", "یادگیری مقیاس γ"),
        help=(
            "Off: γ stays 1 and the shift β alone is learned.",
            "خاموش: γ برابر 1 می‌ماند و تنها جابه‌جایی β یاد گرفته می‌شود.",
        ),
        advanced=True,
    )
    eps: float = real(
        1e-5,
        1e-8,
        0.1,
        scale="log",
        label=("Epsilon ε", "اپسیلون ε"),
        help=(
            "Keeps the division finite where a channel is constant.",
            "تقسیم را آنجا که کانال ثابت است متناهی نگه می‌دارد.",
        ),
        advanced=True,
    )

    def build(self, shape: Shape) -> Plan:
        return Plan(
            output=shape,
            weights=norm_weights(shape[-1], self.scale),
            norms=norm_statistics(shape[-1]),
            work=3 * count(shape),
            couples_batch=True,
        )

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        return normalize(x, ctx, self.momentum, self.eps)
