"""The real server as a child process, for tests that need one."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parent.parent
PATIENCE_S = 30


def free_port() -> int:
    """A TCP port of the loopback interface nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`python -m webapp` with a data folder of its own; ends with everything it started."""

    def __init__(
        self,
        folder: Path,
        hosts: str = "",
        role: str = "serve",
        home: Path = ROOT,
        **environment: str,
    ) -> None:
        self.role, self.home = role, home
        self.command = [sys.executable, "-m", "webapp", role]
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        settings = {"PORT": str(self.port), "DATA_DIR": str(folder), "NAMES": hosts}
        self.environment = {**os.environ, **settings, "HOST": "127.0.0.1", **environment}

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start and wait until it is ready; raises RuntimeError with what it printed."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.home,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.ready():
                return
            time.sleep(0.05)
        raise RuntimeError(f"expected a server within {PATIENCE_S} s, got:\n{self.said()}")

    def stop(self, sign: int = signal.SIGTERM) -> float:
        """End it; returns the seconds it took, and kills what is left after ten."""
        begin = time.monotonic()
        self.process.send_signal(sign)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        return time.monotonic() - begin

    def ready(self) -> bool:
        """Whether it does what it was started for."""
        path = {"serve": "/readyz", "web": "/healthz"}.get(self.role)
        return self.answers(path) if path else "trains here" in self.said()

    def said(self) -> str:
        """What it printed so far."""
        return self.log.read_text(errors="replace")

    def answers(self, path: str) -> bool:
        """Whether a GET of `path` is answered with 200."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def json(self, path: str, body: Any = None, cookie: str = "", method: str | None = None) -> Any:
        """GET, or POST when there is a body, unless told a method; the JSON of the answer."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Cookie": cookie}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
