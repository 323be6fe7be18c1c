"""The running mean that RMSProp, Adam and Adadelta keep."""

from __future__ import annotations

from engine.backend import Array, array_module


def blend(mean: Array, x: Array, keep: float, scratch: Array) -> None:
    """Do mean <- keep mean + (1 - keep) x in place; x may be the scratch array itself."""
    array_module(mean).multiply(x, 1 - keep, out=scratch)
    mean *= keep
    mean += scratch
