"""Between pixels of 32 by 32 and the names readers know their own pictures by."""

from __future__ import annotations

import hashlib
import io
import re

import numpy as np
from PIL import Image

from engine.backend import Array
from webapp.errors import Problem
from webapp.runs.interface import Pictures

NAME = re.compile(r"own:([0-9a-f]{64})")


def keep(pictures: Pictures, person: str, pixels: Array) -> str:
    """Keep uint8 pixels (32, 32, 3) for a day; returns their name, `own:<sha256>`."""
    png = io.BytesIO()
    Image.fromarray(pixels).save(png, "PNG")
    digest = hashlib.sha256(png.getvalue()).hexdigest()
    pictures.save(person, digest, png.getvalue())
    return f"own:{digest}"


def pixels_of(pictures: Pictures, person: str, name: str) -> Array:
    """The pixels of one of this person's pictures; raises Problem when there is none."""
    match = NAME.fullmatch(name)
    png = pictures.load(person, match[1]) if match and person else None
    if png is None:
        raise Problem("unknown_image", got=name)
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"), np.uint8)
