"""Hyperparameters that several rules declare alike."""

from __future__ import annotations

from typing import Any

from engine.schema import real


def epsilon() -> Any:
    """The guard against division by 0: 1e-8 in networks, 1e-7 in the lecture."""
    return real(
        1e-8,
        1e-12,
        1,
        scale="log",
        label=("Epsilon ε", "اپسیلون ε"),
        help=(
            "Keeps the division finite where gradients are 0.",
            "تقسیم را آنجا که گرادیان صفر است متناهی نگه می‌دارد.",
        ),
        group="run",
        live=True,
        advanced=True,
    )


def friction() -> Any:
    """The mu of momentum and of Nesterov momentum."""
    return real(
        0.9,
        0,
        0.999,
        label=("Momentum μ", "تکانهٔ μ"),
        help=(
            "The share of the velocity that each step keeps.",
            "سهمی از سرعت که در هر گام حفظ می‌شود.",
        ),
        group="run",
        live=True,
    )


def forgetting(default: float) -> Any:
    """The rho of RMSProp, the decay rate of a mean of squares."""
    return real(
        default,
        0,
        0.9999,
        label=("Decay rate ρ", "نرخ افت ρ"),
        help=(
            "The share of the mean of squared gradients that each step keeps.",
            "سهمی از میانگین مربعات گرادیان که در هر گام حفظ می‌شود.",
        ),
        group="run",
        live=True,
    )


def first_moment() -> Any:
    """The beta1 of Adam and its relatives."""
    return real(
        0.9,
        0,
        0.9999,
        label=("First moment β₁", "گشتاور اول β₁"),
        help=(
            "The share of the mean gradient that each step keeps.",
            "سهمی از میانگین گرادیان که در هر گام حفظ می‌شود.",
        ),
        group="run",
        live=True,
    )


def second_moment() -> Any:
    """The beta2 of Adam and its relatives."""
    return real(
        0.999,
        0,
        0.999999,
        label=("Second moment β₂", "گشتاور دوم β₂"),
        help=(
            "The share of the mean squared gradient that each step keeps.",
            "سهمی از میانگین مربعات گرادیان که در هر گام حفظ می‌شود.",
        ),
        group="run",
        live=True,
    )
