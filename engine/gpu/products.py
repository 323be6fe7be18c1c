"""Products of views, with the numbers that say where their rows lie."""

from __future__ import annotations

from typing import Any, Protocol

from engine.gpu.buffers import View
from engine.gpu.twins.gemm import tiles


class Runs(Protocol):
    """What writes operations down: a stage or a recorder."""

    def run(self, name: str, over: int, **arguments: Any) -> None:
        """Do the operation `name`."""
        ...


def multiply(to: Runs, a: View, b: View, c: View, *, turn: str = "", add: bool = False) -> None:
    """C = op(A) op(B), or C + op(A) op(B) to `add`, for each run; all are (R, rows, columns).

    `turn` names the operands that are stored transposed, "a", "b" or "ab". C may be exact
    (float). Raises ValueError for shapes that do not fit.
    """
    turn_a, turn_b = "a" in turn, "b" in turn
    k, m = a.shape[1:] if turn_a else a.shape[:0:-1]
    n, inner = b.shape[1:] if turn_b else b.shape[:0:-1]
    if k != inner or c.shape != (a.runs, m, n) or b.runs != a.runs:
        raise ValueError(f"expected matrices that fit, got {a.shape}, {b.shape} and {c.shape}")
    name = "gemm_exact" if c.buffer.kind == "float" else "gemm"
    sizes = {"m": m, "n": n, "k": k, "turn_a": int(turn_a), "turn_b": int(turn_b)}
    rows = {"lda": a.shape[2], "ldb": b.shape[2], "ldc": n, "batch": a.runs}
    apart = {"apart_a": a.stride, "apart_b": b.stride, "apart_c": c.stride, "alpha": 1.0}
    arguments = {"a": a, "b": b, "c": c, **sizes, **rows, **apart}
    if add:
        to.run(f"{name}_add", tiles(m, n, a.runs), **arguments, beta=1.0)
    else:
        to.run(name, tiles(m, n, a.runs), **arguments)
