"""Functions of x and y that a reader types: read, never evaluated as code, and differentiated."""

from engine.expressions.graph import Graph, Node
from engine.expressions.parser import LONGEST, read
from engine.expressions.places import Cause, cause
from engine.expressions.tape import Tape, evaluate
from engine.expressions.values import blamed, valued, variables_of

__all__ = [
    "LONGEST",
    "Cause",
    "Graph",
    "Node",
    "Tape",
    "blamed",
    "cause",
    "evaluate",
    "read",
    "valued",
    "variables_of",
]
