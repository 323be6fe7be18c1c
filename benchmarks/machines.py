"""Gradient Lab and Redis on the machines of a network."""

from __future__ import annotations

import subprocess
from pathlib import Path

from benchmarks.network import Network
from tests.server import Server


class Host(Server):
    """A Gradient Lab on one of the machines."""

    def __init__(self, network: Network, name: str, folder: Path, role: str, store: str) -> None:
        home = folder / name
        home.mkdir()
        here = network.addresses[name]
        super().__init__(home, role=role, HOST=here, RUN_STORE=store, TRAINERS="1")
        self.name, self.address = name, here
        self.url = f"http://{here}:{self.port}"
        self.command = [*network.inside(name), *self.command]


class Store:
    """Redis on its machine, as the README says to start it."""

    def __init__(self, network: Network, folder: Path) -> None:
        self.url = f"redis://{network.addresses['redis']}:6379"
        options = ["--bind", network.addresses["redis"], "--protected-mode", "no"]
        options += ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
        options += ["--dir", str(folder), "--logfile", str(folder / "redis.log")]
        self._command = [*network.inside("redis"), "redis-server", *options]

    def __enter__(self) -> Store:
        self.start()
        return self

    def __exit__(self, *how: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it on what it has written down."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.wait()
