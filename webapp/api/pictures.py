"""The readers' own pictures: 32 by 32 PNGs by hash, each in its person's folder, for a day."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import time
from pathlib import Path

import numpy as np
from PIL import Image

from engine.backend import Array
from webapp.errors import Problem

KEEP_S = 24 * 3600
MOST = 100  # pictures of one person; the oldest goes
NAME = re.compile(r"own:([0-9a-f]{64})")


class Pictures:
    """The folder `images` of the data folder."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / "images"

    def save(self, person: str, pixels: Array) -> str:
        """Keep uint8 pixels (32, 32, 3) for a day; returns their name, `own:<sha256>`."""
        png = io.BytesIO()
        Image.fromarray(pixels).save(png, "PNG")
        digest = hashlib.sha256(png.getvalue()).hexdigest()
        home = self._root / person
        home.mkdir(parents=True, exist_ok=True)
        self._tidy(home)
        part = home / f"{digest}.part"
        part.write_bytes(png.getvalue())
        os.replace(part, home / f"{digest}.png")
        return f"own:{digest}"

    def load(self, person: str, name: str) -> Array:
        """The pixels of one of this person's pictures; raises Problem when there is none."""
        match = NAME.fullmatch(name)
        path = self._root / person / f"{match[1]}.png" if match and person else None
        if path is None or _age(path) > KEEP_S:
            raise Problem("unknown_image", got=name)
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"), np.uint8)

    def tidy(self) -> None:
        """Remove what has expired, of everybody."""
        for home in self._root.glob("*"):
            self._tidy(home)
            with contextlib.suppress(OSError):
                home.rmdir()  # only an empty one

    def _tidy(self, home: Path) -> None:
        newest_first = sorted(home.glob("*.png"), key=_age)
        for place, path in enumerate(newest_first):
            if place >= MOST - 1 or _age(path) > KEEP_S:
                path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Seconds since it was saved; endless for what another process has just removed."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
