"""Images by name: `test:17`, `train:5`, or a reader's own, `own:<sha256>`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.backend import Array
from engine.course.settings import open_data
from engine.schema import BadParams, Refusal

NAME = re.compile(r"(test|train):([0-9]{1,6})|own:[0-9a-f]{64}")
MOST = 24


@dataclass(frozen=True)
class Picked:
    """One image: its name, pixels (32, 32, 3) uint8, and its class where it is known."""

    name: str
    pixels: Array
    target: int | None


def pick_image(data: str, ask: Mapping[str, Any]) -> Picked:
    """The image `ask["image"]`; raises BadParams."""
    return _pick(data, str(ask.get("image", "")), ask, "image")


def pick_images(data: str, ask: Mapping[str, Any]) -> list[Picked]:
    """The images `ask["images"]`, names joined by commas, 24 at most; raises BadParams."""
    names = str(ask.get("images", "")).split(",")
    if len(names) > MOST:
        raise BadParams({"images": Refusal("length", str(len(names)), 1, MOST)})
    return [_pick(data, name, ask, "images") for name in names]


def _pick(data: str, name: str, ask: Mapping[str, Any], field: str) -> Picked:
    found = NAME.fullmatch(name)
    if found is None:
        raise BadParams({field: Refusal("image", name, text=UNKNOWN)})
    if found[1] is None:
        own = ask.get("own", {}).get(name)
        if own is None:
            raise BadParams({field: Refusal("image", name, text=GONE)})
        return Picked(name, own, None)
    images = open_data(data)
    pixels, labels = (
        (images.test_x, images.test_y) if found[1] == "test" else (images.train_x, images.train_y)
    )
    index = int(found[2])
    if index >= len(pixels):
        raise BadParams({field: Refusal("integer", found[2], 0, len(pixels) - 1)})
    return Picked(name, pixels[index], int(labels[index]))


UNKNOWN = (
    "expected an image such as test:17 or train:5, got {got}",
    "تصویری مانند test:17 یا train:5 لازم است، ولی {got} آمده است",
)
GONE = (
    "expected an image of your own from the last 24 hours, got {got}",
    "تصویری از خودتان در ۲۴ ساعت گذشته لازم است، ولی {got} آمده است",
)
