"""A trainer as the work-horse of an RQ worker: one process that trains while anybody waits.

`python -m webapp.trainer.horse NAME` is the worker, started by the supervisor when runs are
kept in Redis. It imports what a run may need once; each horse is forked from it, holds its
leases under NAME and ends when nothing has trained for a while.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any

from webapp.trainer.process import ONE_THREAD, be_nice, die_with_parent

IDLE_S = 60.0  # a horse stays warm for so long; a new one is forked in a few milliseconds
NAME = "RQ_WORKER_ID"  # how RQ tells a horse the name of its worker


def main() -> None:
    """Import everything, then work for the queue until SIGTERM."""
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.environ.update(ONE_THREAD)  # read by BLAS when NumPy is imported, hence a new start
        os.execv(sys.executable, [sys.executable, "-m", "webapp.trainer.horse", *sys.argv[1:]])

    from rq import Worker
    from rq.serializers import JSONSerializer

    import webapp.trainer.trainer
    from webapp.runs import open_lab
    from webapp.runs.hosted.launch import queue_of
    from webapp.runs.hosted.link import Link
    from webapp.settings import Settings
    from webapp.trainer.opening import import_further_demos

    assert webapp.trainer.trainer
    import_further_demos()
    settings, name = Settings.read(), sys.argv[1]
    lab = open_lab(settings)

    class Stable(Worker):
        """Asks its horse to save and go before it goes itself."""

        def handle_warm_shutdown_request(self) -> None:
            """SIGTERM reached the worker."""
            if self.horse_pid:
                os.kill(self.horse_pid, signal.SIGTERM)

    def bury(job: Any, pid: int, status: int, usage: Any) -> None:
        lab.oversight.free(name)

    be_nice()
    link = Link(settings.run_store)
    Stable(
        [queue_of(link)],
        name=name,
        connection=link.client,
        serializer=JSONSerializer,
        work_horse_killed_handler=bury,
        log_job_description=False,
    ).work(logging_level="WARNING")


def train() -> None:
    """The job: take up whoever waits, until nothing has trained for IDLE_S."""
    from engine.backend import CPU
    from webapp.runs import open_lab
    from webapp.settings import Settings
    from webapp.trainer.trainer import BEATS, Trainer

    die_with_parent()
    settings = Settings.read()
    trainer = Trainer(open_lab(settings), os.environ[NAME], CPU)

    def stop(signum: int, frame: FrameType | None) -> None:
        trainer.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGALRM, lambda signum, frame: trainer.beat())
    beat = settings.lease_seconds / BEATS
    signal.setitimer(signal.ITIMER_REAL, beat, beat)
    try:
        trainer.run(idle=IDLE_S)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
