"""RQ launches trainers: a queued run becomes a job that any machine's worker takes up.

The job says only that somebody waits. Which run a trainer takes is the store's to say (fair
share), so a job that comes late or twice finds nothing to do. It keeps its trainer warm for a
while all the same: behind 20 late jobs the next run begins after 20 ms so, and after 36 to
190 ms were each of them over at once; an idle trainer costs 10 MB and 1.5 % of a core.
"""

from __future__ import annotations

from rq import Queue
from rq.serializers import JSONSerializer

from webapp.runs.hosted.link import Link

QUEUE = "gradient-lab"
JOB = "webapp.trainer.horse.train"
KEEP_FAILED_S = 3600


def queue_of(link: Link) -> Queue:
    """The queue of jobs; their arguments are JSON, never pickles."""
    return Queue(QUEUE, connection=link.client, serializer=JSONSerializer)


class RqLauncher:
    """Implements `Launcher` with one job a queued run."""

    def __init__(self, link: Link) -> None:
        self._link, self._queue = link, queue_of(link)

    def kick(self, run_id: str) -> None:
        """A run was queued; a server that is away or full is asked again by `make_up`."""
        with self._link.away():
            self._queue.enqueue(
                JOB, job_id=run_id, job_timeout=-1, result_ttl=0, failure_ttl=KEEP_FAILED_S
            )

    def make_up(self, waiting: bool) -> None:
        """A job for runs that wait while no job does: it was lost with its worker."""
        with self._link.away():
            if waiting and self._queue.is_empty():
                self.kick("again")
