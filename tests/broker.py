"""A Redis of its own for tests: a Unix socket in a temporary folder, no TCP port, no other user."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import redis

PATIENCE_S = 10.0


class Broker:
    """A `redis-server` that writes every command to its file before it answers."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lab-redis-"))  # socket names must be short
        self.socket = self.folder / "socket"
        self.url = f"unix://{self.socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Broker:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start it on what its folder holds and wait for an answer."""
        program = os.environ.get("REDIS_SERVER", "redis-server")
        options = {"port": "0", "unixsocket": str(self.socket), "dir": str(self.folder)}
        options |= {"appendonly": "yes", "appendfsync": "always", "save": ""}
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen([program, *words], stdout=output, stderr=output)
        end = time.monotonic() + PATIENCE_S
        while not self._answers():
            if time.monotonic() > end or self._process.poll() is not None:
                raise RuntimeError((self.folder / "output").read_text())
            time.sleep(0.01)

    def kill(self) -> None:
        """SIGKILL, as when its machine loses power."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def empty(self) -> None:
        """Forget everything."""
        client = self.client()
        client.flushall()
        client.close()

    def client(self) -> redis.Redis:
        """A connection that gives bytes."""
        return redis.Redis.from_url(self.url)

    def _answers(self) -> bool:
        client = self.client()
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.BusyLoadingError):
            return False
        finally:
            client.close()
