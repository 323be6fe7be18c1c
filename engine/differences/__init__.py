"""Slopes by differences: secants, gradients of real losses, and answers judged by the check."""

from engine.differences.answers import EXERCISES, Exercise, Verdict, exercise, judge
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
    "EXERCISES",
    "MODELS",
    "Coordinate",
    "Errors",
    "Exercise",
    "Model",
    "Secant",
    "Verdict",
    "errors",
    "exercise",
    "images",
    "judge",
    "made",
    "picked",
    "planted",
    "relative",
    "secant",
    "table",
    "widths",
]
