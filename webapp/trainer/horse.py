"""A trainer as the work-horse of an RQ worker: one process that trains while anybody waits."""

from __future__ import annotations

import os
import signal
from types import FrameType

from webapp.runs import open_lab
from webapp.settings import Settings
from webapp.trainer.beating import keep_beating, stop_beating
from webapp.trainer.device import device_of
from webapp.trainer.process import die_with_parent
from webapp.trainer.trainer import Trainer

IDLE_S = 60.0  # a horse stays warm for so long; a new one is forked in a few milliseconds
NAME = "RQ_WORKER_ID"  # how RQ tells a horse the name of its worker: it holds its leases by it


def train() -> None:
    """The job: take up whoever waits, until nothing has trained for IDLE_S."""
    die_with_parent()
    settings = Settings.read()
    trainer = Trainer(open_lab(settings), os.environ[NAME], device_of(settings))

    def stop(signum: int, frame: FrameType | None) -> None:
        trainer.stopping = True

    signal.signal(signal.SIGTERM, stop)
    keep_beating(trainer)
    try:
        trainer.run(idle=IDLE_S)
    finally:
        stop_beating()
