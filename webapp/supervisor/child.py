"""One child process: started again when it dies, later and later when it keeps dying."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from webapp.trainer.process import die_with_parent

WAITS = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds before the n-th new start in a row
MARK = "MARK"
SETTLED = 60.0  # a child that lived so long starts its count again


class Child:
    """A process with its own session and group, so that Ctrl-C reaches the supervisor alone.

    `mark` is new at every start and takes the place of MARK in the command: a trainer holds
    its leases under that name, and the supervisor frees them by it.
    """

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.name, self._command, self._env = name, command, dict(env)
        self.mark = ""
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self.began = 0.0
        self._next = 0.0

    def start_if_due(self) -> bool:
        """Start it unless it runs or has to wait; whether it was started."""
        if self.process is not None or time.monotonic() < self._next:
            return False
        parent = os.getpid()
        self.began = time.monotonic()
        self.mark = f"{self.name}.{secrets.token_hex(4)}"
        self.process = subprocess.Popen(
            [self.mark if part == MARK else part for part in self._command],
            env=self._env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent),  # noqa: PLW1509 - no threads here
        )
        return True

    def reap(self) -> int | None:
        """Its exit status if it has died since the last call (negative: the signal)."""
        if self.process is None or (status := self.process.poll()) is None:
            return None
        self.kill()  # what it forked and left behind
        self.process = None
        lived = time.monotonic() - self.began
        self.deaths = 1 if lived > SETTLED else self.deaths + 1
        self._next = time.monotonic() + WAITS[min(self.deaths, len(WAITS)) - 1]
        return status

    def ask_to_end(self) -> None:
        """SIGTERM: save what there is and go."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL for it and everything it has forked."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def ended(self) -> bool:
        """Whether it does not run."""
        return self.process is None or self.process.poll() is not None
