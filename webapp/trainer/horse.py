"""A trainer as the work-horse of an RQ worker: one process that trains while anybody waits."""

from __future__ import annotations

import os
import signal
from types import FrameType

from webapp.runs import open_lab
from webapp.runs.interface import Leases
from webapp.runs.run import Unavailable
from webapp.settings import Settings
from webapp.trainer.beating import keep_beating, stop_beating
from webapp.trainer.device import device_of
from webapp.trainer.process import die_with_parent
from webapp.trainer.trainer import Trainer

IDLE_S = 60.0  # a horse stays warm for so long; a new one is forked in a few milliseconds
NAME = "RQ_WORKER_ID"  # how RQ tells a horse the name of its worker: it holds its leases by it


def train() -> None:
    """The job: train whoever waits until nothing has trained for IDLE_S; over at once when late."""
    die_with_parent()
    settings = Settings.read()
    trainer = Trainer(open_lab(settings), os.environ[NAME], device_of(settings))

    def stop(signum: int, frame: FrameType | None) -> None:
        trainer.stopping = True

    signal.signal(signal.SIGTERM, stop)
    keep_beating(trainer)
    try:
        trainer.run(idle=patience(trainer.lab.leases))
    finally:
        stop_beating()


def patience(leases: Leases) -> float:
    """Seconds to stay when there is nothing to train.

    A warm horse takes more runs than the one of its own job. Theirs come late, hundreds after a
    day: were each to wait, the last would be over hours after everybody has left.
    """
    try:
        return IDLE_S if leases.waiting() else 0.0
    except Unavailable:
        return IDLE_S
