"""Backward passes with blanks: written by a reader line by line, judged by the gradient check."""

from engine.backward.base import Blank, Pass, Slope
from engine.backward.judge import Whole, judge, read_blank, whole
from engine.backward.lines import code
from engine.backward.passes import PASSES
from engine.backward.verdict import KINDS, Verdict

__all__ = [
    "KINDS",
    "PASSES",
    "Blank",
    "Pass",
    "Slope",
    "Verdict",
    "Whole",
    "code",
    "judge",
    "read_blank",
    "whole",
]
