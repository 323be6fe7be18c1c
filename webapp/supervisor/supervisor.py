"""Web and trainers as children: reaped at once, started again, ended together."""

from __future__ import annotations

import http.client
import os
import signal
import ssl
import sys
import time
from collections.abc import Callable
from types import FrameType

from webapp.numbers import Restarts
from webapp.runs import Lab, Refused
from webapp.runs.run import Unavailable
from webapp.runs.tidy import AT_ONCE
from webapp.secret import presenter_token
from webapp.settings import Settings
from webapp.supervisor.child import MARK, Child
from webapp.supervisor.refusal import CannotServe
from webapp.trainer.process import ONE_THREAD

OK = 200
TICK = 0.05
LAST_SECONDS = 4.3  # after SIGTERM; then SIGKILL, so that all is over within 5 s
HUNG = 5  # leases without a beat: not even the timer of the trainer runs
TELL_EVERY, TIDY_EVERY = 1.0, 60.0
HOPELESS = 3  # deaths of the web server in a row, each within a few seconds
GUNICORN = ["-m", "gunicorn", "-c", "python:webapp.front.gunicorn_conf", "webapp.front:app"]
ROLES = ("serve", "web", "trainers")  # what one machine does: both, or one of the two

KERNELS = "CUPY_CACHE_DIR"  # where compiled kernels are kept: a service has no home for them


class Supervisor:
    """Owns the children until it is asked to stop; says what happens to them."""

    def __init__(self, lab: Lab, say: Callable[[str], None], role: str = "serve") -> None:
        settings = lab.settings
        self._lab, self._say = lab, say
        env = {
            **os.environ,
            **ONE_THREAD,
            KERNELS: os.environ.get(KERNELS) or str(settings.folder / "kernels"),
            "DATA_DIR": str(settings.folder),
            "DEVICE": settings.device,
            "PRESENTER_TOKEN": presenter_token(settings),
            "PYTHONUNBUFFERED": "1",
        }
        self.web = [Child("web", [sys.executable, *GUNICORN], env)] if role != "trainers" else []
        module = "webapp.trainer.stable" if settings.run_store else "webapp.trainer"
        command = [sys.executable, "-m", module, MARK]
        count = settings.trainer_count if role != "web" else 0
        self.trainers = [Child(f"trainer-{n + 1}", command, env) for n in range(count)]
        self.stopping = self._away = False
        self._dead: set[str] = set()
        self._restarts = Restarts(settings.folder)
        self._told = self._tidied = time.monotonic()

    def run(self, welcome: Callable[[], None]) -> None:
        """Start everything, call `welcome` when the server answers, watch until asked to stop."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        waiting_to_welcome = True
        try:
            while not self.stopping:
                self.watch()
                if waiting_to_welcome and self._answers():
                    waiting_to_welcome = False
                    welcome()
                time.sleep(TICK)
        finally:
            self.end()

    def watch(self) -> None:
        """One look at the children and, now and then, at the queue and the disk."""
        for child in (*self.web, *self.trainers):
            status = child.reap()
            if status is not None:
                self._bury(child, status)
            child.start_if_due()
        try:
            self._free_the_dead()
            self._housekeeping()
        except Unavailable as error:
            if not self._away:
                self._say(f"The store of runs does not answer ({error}); trying again.")
            self._away = True
        except (Refused, OSError) as error:
            self._told = time.monotonic() + TIDY_EVERY  # not every tick, nor every second
            self._say(f"The data folder cannot be written now ({error}); trying again.")

    def end(self) -> None:
        """Ask everybody to save and go, kill who stays, free what they held."""
        children = (*self.web, *self.trainers)
        for child in children:
            child.ask_to_end()
        last = time.monotonic() + LAST_SECONDS
        while time.monotonic() < last and not all(child.ended() for child in children):
            time.sleep(0.02)
        for child in children:
            child.kill()
            self._dead.add(child.mark)
        try:
            self._free_the_dead()
        except (Refused, OSError) as error:
            self._say(f"The last states could not be written ({error}); the next start mends that.")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _bury(self, child: Child, status: int) -> None:
        how = f"signal {-status}" if status < 0 else f"exit {status}"
        self._dead.add(child.mark)
        self._restarts.count("web" if child in self.web else "trainer")
        self._say(f"{child.name} ended ({how}) and is started again.")
        if child in self.web and child.deaths >= HOPELESS:
            raise CannotServe("The web server does not start; what it said is above.")

    def _free_the_dead(self) -> None:
        for mark in sorted(self._dead):
            moved = self._lab.oversight.free(mark)
            self._dead.discard(mark)
            if moved:
                self._say(
                    f"{len(moved)} runs of {mark.split('.')[0]} go on from their checkpoints."
                )

    def _housekeeping(self) -> None:
        at = time.monotonic()
        if at - self._told > TELL_EVERY:
            self._told = at
            self._lab.oversight.tell_positions()
            moved = self._lab.oversight.free_silent()
            if moved:
                self._say(f"{len(moved)} runs of a machine that is gone go on elsewhere.")
            self._lab.oversight.pause_unwatched()
            self._lab.oversight.stop_left()
            self._kill_hung()
            self._away = False
        if at - self._tidied > TIDY_EVERY:
            self._tidied = at
            if self._lab.oversight.tidy() == AT_ONCE:
                self._tidied -= TIDY_EVERY  # there are more: go on at the next look

    def _kill_hung(self) -> None:
        """A trainer that is alive and does not beat is stuck in native code, or stopped."""
        patience = HUNG * self._lab.settings.lease_seconds
        silent = self._lab.oversight.silent(patience)
        for trainer in self.trainers:
            if trainer.mark in silent:
                self._say(f"{trainer.name} has not answered for {patience:g} s and is ended.")
                trainer.kill()

    def _answers(self) -> bool:
        """Whether the web server is up; its port alone is open before its workers are."""
        if not self.web:
            return True
        settings = self._lab.settings
        near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
        try:
            connection = _connection(near, settings)
            try:
                connection.request("GET", "/healthz")
                return connection.getresponse().status == OK
            finally:
                connection.close()
        except (OSError, http.client.HTTPException):
            return False


def _connection(host: str, settings: Settings) -> http.client.HTTPConnection:
    if not settings.cert:
        return http.client.HTTPConnection(host, settings.port, timeout=0.5)
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE  # it is our own
    return http.client.HTTPSConnection(host, settings.port, timeout=0.5, context=trusting)
