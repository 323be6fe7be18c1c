"""Values of a graph whose variables have any names and any shapes that broadcast; no gradient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.backend import Array
from engine.expressions.graph import Graph
from engine.expressions.operations import OPERATIONS
from engine.expressions.places import Cause, constant_cause


def variables_of(graph: Graph) -> set[str]:
    """The variables that count."""
    return {node.op for node in graph.nodes if not node.args and node.value is None}


def valued(graph: Graph, variables: Mapping[str, Array]) -> list[Array]:
    """What every node is, the last one is f; what is undefined is not finite."""
    numbers: list[Array] = []
    with np.errstate(all="ignore"):
        for node in graph.nodes:
            if node.value is not None:
                numbers.append(np.float64(node.value))
            elif node.args:
                args = [numbers[arg] for arg in node.args]
                numbers.append(OPERATIONS[node.op].forward(*args))
            else:
                numbers.append(variables[node.op])
    return numbers


def blamed(graph: Graph, numbers: Sequence[Array]) -> Cause | None:
    """The first part of f that is not finite somewhere, of what `valued` found; None if all is."""
    whole = np.broadcast_arrays(*numbers)
    for node, value in zip(graph.nodes, whole, strict=True):
        lost = np.flatnonzero(~np.isfinite(value))
        if lost.size:
            args = [float(whole[arg].flat[lost[0]]) for arg in node.args]
            return Cause(constant_cause(node.op, args), graph.quote(node), node.start + 1)
    return None
