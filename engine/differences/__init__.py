"""Slopes by differences: secants, and gradients of real losses checked weight by weight."""

from engine.differences.check import (
    BUGS,
    Coordinate,
    Errors,
    errors,
    picked,
    planted,
    relative,
    table,
)
from engine.differences.models import MODELS, Model, images, made
from engine.differences.secant import Secant, secant, widths

__all__ = [
    "BUGS",
    "MODELS",
    "Coordinate",
    "Errors",
    "Model",
    "Secant",
    "errors",
    "images",
    "made",
    "picked",
    "planted",
    "relative",
    "secant",
    "table",
    "widths",
]
