"""The load client (benchmarks/client, in C): compiled on the spot, started, its figures read."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).parent.parent / "client"
PATIENCE_S = 240.0


class NoCompiler(Exception):
    """This machine has no C compiler, and the load client is written in C."""


def compiler() -> str:
    """The C compiler, `CC` or the usual names; raises NoCompiler with what to do."""
    names = [os.environ["CC"]] if os.environ.get("CC") else ["cc", "gcc", "clang"]
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise NoCompiler(
            f"The load client needs a C compiler, and there is none ({', '.join(names)})."
            " Debian, Ubuntu: sudo apt-get install gcc libc6-dev."
            " Elsewhere: name it, CC=/path/to/cc"
        )
    return found


def compile_client(folder: Path) -> Path:
    """The program, made in `folder`; raises NoCompiler, or RuntimeError with its complaints."""
    program = folder / "client"
    sources = sorted(map(str, SOURCES.glob("*.c")))
    command = [compiler(), "-O2", "-std=c11", "-Wall", "-Wextra", "-Werror", "-o", str(program)]
    made = subprocess.run([*command, *sources], capture_output=True, text=True, check=False)
    if made.returncode:
        raise RuntimeError(f"expected the load client to compile, got:\n{made.stderr}")
    return program


class Crowd:
    """One running load client."""

    def __init__(self, program: Path, plan: Iterable[str], asked: Mapping[str, float]) -> None:
        self._process = subprocess.Popen(
            [program, *(f"{name}={value:g}" for name, value in asked.items())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        self._process.stdin.write("\n".join(plan) + "\n")
        self._process.stdin.close()

    def wait_until_there(self) -> None:
        """Everybody has come and heard something, or is through."""
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        if said != "ready\n":
            raise RuntimeError(f"expected the load client to be ready, got {said!r}")

    def figures(self) -> dict[str, Any]:
        """What it heard, when its time is over."""
        assert self._process.stdout is not None
        text = self._process.stdout.read()
        said: dict[str, Any] = json.loads(text[text.index("{") :])
        self._process.wait(PATIENCE_S)
        return said

    def stop(self) -> dict[str, Any]:
        """What it heard until now."""
        self._process.send_signal(signal.SIGTERM)
        return self.figures()

    def end(self) -> None:
        """Nobody wants to know any more."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@contextmanager
def crowd(program: Path, plan: Iterable[str], **asked: float) -> Iterator[Crowd]:
    """A load client that ends with the block at the latest."""
    started = Crowd(program, plan, asked)
    try:
        yield started
    finally:
        started.end()


def stream_of(run: str) -> str:
    """The line of a plan: hear the events of a run as a page does."""
    return f"stream STREAM /api/events?on=run.{run}"
