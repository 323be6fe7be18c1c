"""A stranger's picture is decoded in a process of its own, which may only cost so much.

`python -m engine.data.apart MOST` reads a file from its input and says the pixels, or what was
wrong. Decoders are C code that has been wrong before: where one is caught in a loop, wants
all memory or breaks, the kernel ends that process, and nobody else waits for it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
from PIL import Image

from engine.backend import Array
from engine.data.picture import SIDE, decode_picture, judge
from engine.data.picture_rules import MOST_BYTES, PictureRefused

CPU_S, WALL_S = 5, 15.0  # of the processor, and by the clock of a busy machine
MEMORY = 1 << 30  # bytes of address space
DECODED, REFUSED = b"+", b"-"
LENGTH = SIDE * SIDE * 3
ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "engine.data.apart")


def decode_apart(blob: bytes, most: int = MOST_BYTES) -> Array:
    """`decode_picture` under limits of time and memory; raises PictureRefused like it."""
    judge(blob, most)  # most of what is no picture needs no process
    try:
        done = subprocess.run(
            [*COMMAND, str(most)],
            input=blob,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            timeout=WALL_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much(f"> {WALL_S:g} s") from None
    said = done.stdout
    if said[:1] == DECODED and len(said) == 1 + LENGTH:
        return np.frombuffer(said, np.uint8, LENGTH, 1).reshape(SIDE, SIDE, 3).copy()
    if said[:1] == REFUSED and done.returncode == 0:
        told = json.loads(said[1:])
        raise PictureRefused(told["rule"], told["got"], told["high"])
    status = done.returncode
    raise _too_much(signal.Signals(-status).name if status < 0 else f"exit {status}")


def _too_much(how: str) -> PictureRefused:
    return PictureRefused("heavy", got=f"{CPU_S} s, {MEMORY >> 20} MB: {how}")


def limit() -> None:
    """From here on this process can open, write and start nothing, and is not long for it."""
    bounds = {
        resource.RLIMIT_CPU: (CPU_S, CPU_S),
        resource.RLIMIT_AS: (MEMORY, MEMORY),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NPROC: (0, 0),
        resource.RLIMIT_NOFILE: (3, 3),
    }
    for kind, pair in bounds.items():
        with suppress(ValueError, OSError):  # a system that does not know this limit
            resource.setrlimit(kind, pair)


def main(most: int) -> None:
    """Decode the input; what is said is a sign and pixels, or a sign and the broken rule."""
    Image.init()  # while files can still be opened
    limit()
    try:
        said = DECODED + decode_picture(sys.stdin.buffer.read(most + 1), most).tobytes()
    except PictureRefused as refused:
        told = {name: getattr(refused, name) for name in ("rule", "got", "high")}
        said = REFUSED + json.dumps(told).encode()
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    main(int(sys.argv[1]))
