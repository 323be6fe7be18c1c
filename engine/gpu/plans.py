"""Which plan of cuDNN each pass uses: timed once, then kept by card, version, shape and type."""

from __future__ import annotations

import itertools
import json
import math
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FILE = "cudnn_plans.json"
MOST = 1 << 30  # bytes of workspace that a plan may ask for
TRIED = 16  # plans that are timed, from the best of cuDNN's own guess on

# Seconds that the plan of this index takes, with so many bytes of workspace; infinite if it fails.
Timer = Callable[[int, int], float]


@dataclass(frozen=True)
class Choice:
    """The plan to execute: its place among the ranked ones, and the workspace it needs."""

    index: int
    name: str
    workspace: int
    seconds: float = 0.0  # 0 when it was kept, not timed


class NoPlan(RuntimeError):
    """None of cuDNN's plans for a pass builds on this machine."""


class Plans:
    """Names of chosen plans by key, in a file of `folder`, or only in memory without one.

    A file that is torn, or not ours, counts as empty: plans are then timed again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = None if folder is None else folder / FILE
        self._names: dict[str, str] = {} if self.path is None else _read(self.path)

    def get(self, key: str) -> str | None:
        """The name kept for `key`."""
        return self._names.get(key)

    def put(self, key: str, name: str) -> None:
        """Keep a name; what others have kept in the file meanwhile stays."""
        if self.path is not None:
            self._names = _read(self.path) | self._names
        self._names[key] = name
        if self.path is not None:
            _write(self.path, self._names)


def choose(graph: Any, key: str, plans: Plans, timer: Timer, most: int = MOST) -> Choice:
    """The kept plan if it still builds, else the fastest of all that do; raises NoPlan.

    `graph` has ranked its plans. What takes more than `most` bytes of workspace is left out.
    """
    kept = plans.get(key)
    if kept is not None:
        for index in range(graph.get_execution_plan_count()):
            if _name(graph, index) == kept and (found := _built(graph, index, most)):
                return found
    each = (_built(graph, index, most) for index in range(graph.get_execution_plan_count()))
    built = itertools.islice((c for c in each if c is not None), TRIED)
    timed = [replace(c, seconds=timer(c.index, c.workspace)) for c in built]
    best = min(timed, key=lambda choice: choice.seconds, default=None)
    if best is None or best.seconds == math.inf:
        raise NoPlan(f"{key}: expected a plan that builds and runs, got none")
    plans.put(key, best.name)
    return best


def first(graph: Any) -> int | None:
    """The first plan that builds, untimed; None where none does."""
    indices = range(graph.get_execution_plan_count())
    return next((i for i in indices if _built(graph, i, MOST) is not None), None)


def _built(graph: Any, index: int, most: int) -> Choice | None:
    """The plan of this index, built; None where it does not build or asks for too much."""
    try:
        graph.build_plan_at_index(index)
        size = int(graph.get_workspace_size_plan_at_index(index))
    except Exception:  # the frontend raises several kinds: such a plan is not for this machine
        return None
    return Choice(index, _name(graph, index), size) if size <= most else None


def _name(graph: Any, index: int) -> str:
    try:
        return str(graph.get_plan_name_at_index(index))
    except Exception:  # a plan that was barred has no name to tell
        return ""


def _read(path: Path) -> dict[str, str]:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(held, dict):
        return {}
    return {k: v for k, v in held.items() if isinstance(v, str) and v}


def _write(path: Path, names: dict[str, str]) -> None:
    """Whole or not at all; a folder that cannot be written to costs time, not the run."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=FILE, delete=False
        ) as file:
            json.dump(names, file, indent=1, sort_keys=True)
        os.replace(file.name, path)
    except OSError:
        return
