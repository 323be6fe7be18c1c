"""From a claimed run to an open session: demo, parameters, and where it goes on from."""

from __future__ import annotations

import importlib
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from engine.backend import CPU, Device, OutOfDeviceMemory
from engine.events import Event
from engine.schema import BadParams, parse
from engine.statefile import BadState
from webapp.demos import DEMOS, LiveDemo, Session
from webapp.demos.base import Saved
from webapp.runs import Lab, Run
from webapp.trainer.past import past_events

log = logging.getLogger("lab.trainer")
FURTHER_DEMOS = "GRADIENT_LAB_DEMOS"  # modules with demos of somebody else, separated by commas
CODES = {OutOfDeviceMemory: "device_memory", MemoryError: "memory", BadParams: "bad_params"}
USUAL = {"kind": "run", "shards": 1, "versions": {"numpy": np.__version__}}


class CannotOpen(Exception):
    """The run cannot be trained; `code` is what its failed event says."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def code_of(error: BaseException) -> str:
    """A word for the page; CODES are the causes that a reader can do something about."""
    if isinstance(error, CannotOpen):
        return error.code
    return next((code for kind, code in CODES.items() if isinstance(error, kind)), "error")


@dataclass
class Opened:
    """A session, its demo, its training seconds, and those the store has not been told of.

    `taken` of the steps that were asked for are gone. `past` is what the state it starts from
    tells of its own run.
    """

    demo: LiveDemo
    session: Session
    device: Device
    clock: float = 0.0
    used: float = 0.0
    taken: int = 0
    past: list[Event] = field(default_factory=list)

    def spend(self, seconds: float) -> None:
        """The session has trained for so long."""
        self.clock += seconds
        self.used += seconds


def import_further_demos() -> None:
    """Import the demo modules the environment names; they register themselves."""
    for name in filter(None, os.environ.get(FURTHER_DEMOS, "").split(",")):
        importlib.import_module(name.strip())


def demo_of(run: Run, params: dict[str, str]) -> LiveDemo:
    """The run's demo with `params`; raises CannotOpen for a demo that cannot train, BadParams."""
    declared = DEMOS.get(run.demo)
    if declared is None or not issubclass(declared, LiveDemo):
        raise CannotOpen("unknown_demo", f"expected a live demo, got {run.demo!r}")
    return parse(declared, params)


def open_session(lab: Lab, run: Run, device: Device) -> Opened:
    """Go on from the checkpoint, else from the state the run starts from, else from nothing.

    A session that goes on is opened with the parameters it was saved with, so that what was
    changed meanwhile goes through `change` and is noted like any other change.
    """
    saved = _saved(lab.files.load, run.id)
    if saved is not None:
        params = dict(saved[1].get("params", run.params))
        demo = demo_of(run, params)
        opened = _open(demo, device, run, saved)
        opened.clock = float(saved[1].get("clock", 0.0))
        opened.taken = int(saved[1].get("taken", 0))  # of this run: a source counts another's
        return opened
    demo = demo_of(run, run.params)
    if not run.source:
        return _open(demo, device, run)
    source = _saved(lab.files.load_state, run.source)
    if source is None:
        raise CannotOpen("state_gone", f"expected a state file, got none for {run.source!r}")
    opened = _open(demo, device, run, source)
    opened.past = past_events(source[0], demo.rows)
    return opened


def _open(demo: LiveDemo, device: Device, run: Run, saved: Saved | None = None) -> Opened:
    """A session on `device`, or on the CPU where the demo makes no use of such a one.

    A card does a presenter's run first: its gang is its own, on a stream of high priority.
    """
    used = device if device.kind in demo.devices else CPU
    if run.first and used.kind != "cpu":
        used = replace(used, first=True)
    return Opened(demo, demo.open(used, saved), used)


def checkpoint_of(opened: Opened, run: Run, params: dict[str, str]) -> Saved:
    """What a checkpoint of the session holds: its own state, and what the trainer adds."""
    arrays, meta = opened.session.state()
    said = {"demo": run.demo, "params": params, "step": opened.session.step}
    return arrays, {**USUAL, **meta, **said, "clock": opened.clock, "taken": opened.taken}


def _saved(load: Callable[[str], Saved], id: str) -> Saved | None:
    """What is kept under `id`; None when there is nothing, or it was torn by a power cut."""
    try:
        return load(id)
    except FileNotFoundError:
        return None
    except BadState as bad:
        log.warning("state of %s: %s; starting without it", id, bad)
        return None
