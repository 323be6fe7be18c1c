"""`python -m webapp.trainer.stable NAME`: an RQ worker, started by the supervisor.

It imports what a run may need once and forks a horse for each job; the supervisor's variables
hold BLAS to one thread.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from typing import Any

from rq import Worker
from rq.serializers import JSONSerializer

import webapp.trainer.horse
from webapp import logs, memory
from webapp.runs import Lab, open_lab
from webapp.runs.hosted.launch import queue_of
from webapp.runs.hosted.link import Link
from webapp.runs.run import Refused
from webapp.settings import Settings
from webapp.trainer.opening import import_further_demos
from webapp.trainer.process import be_nice
from webapp.trainer.trainer import BEATS

assert webapp.trainer.horse  # imported before it is forked


class Stable(Worker):
    """Frees what a killed horse held; asks its horse to save and go before it goes itself."""

    lab: Lab
    link: Link

    def handle_warm_shutdown_request(self) -> None:
        """SIGTERM reached the worker."""
        if self.horse_pid:
            os.kill(self.horse_pid, signal.SIGTERM)

    def handle_work_horse_killed(self, *how: Any) -> None:
        """The horse died of a signal: its runs wait again at once."""
        self.lab.oversight.free(self.name)

    def maintain_heartbeats(self, *running: Any) -> None:
        """A server that is away or full for a while ends neither the worker nor its horse."""
        with contextlib.suppress(Refused), self.link.away():
            super().maintain_heartbeats(*running)

    def beat(self) -> None:
        """While it has no horse the worker itself says that somebody is free to train."""
        while True:
            if not self.horse_pid:
                with contextlib.suppress(Refused):
                    self.lab.leases.beat(self.name)
            time.sleep(self.lab.settings.lease_seconds / BEATS)


def main(name: str) -> None:
    """Work for the queue until SIGTERM."""
    settings = Settings.read()
    logs.start(settings)
    import_further_demos()
    memory.keep_imports()
    be_nice()
    link = Link(settings.run_store)
    stable = Stable(
        [queue_of(link)],
        name=name,
        connection=link.client,
        serializer=JSONSerializer,
        log_job_description=False,
    )
    stable.lab, stable.link = open_lab(settings), link
    threading.Thread(target=stable.beat, daemon=True).start()
    stable.work(logging_level="WARNING")


if __name__ == "__main__":
    main(sys.argv[1])
