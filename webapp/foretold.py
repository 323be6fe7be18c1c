"""Makes the picture of what will come on the page of templates: `python -m webapp.foretold`.

It trains that page's defaults on the sample (four seconds) and writes the ten rows of W side by
side. Before the first run they stand where the reader's own will form.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from engine.backend import CPU, Array
from engine.course import Course
from engine.data import sets_folder, unpack_sample
from engine.events import Frame, name_of
from engine.schema import parse
from webapp.demos.templates import Templates

PICTURE = Path(__file__).parent.parent / "static" / "img" / "templates.png"
SIDE = 32


def templates() -> Array:
    """The ten templates at the end of a run with the defaults, (32, 320, 3) uint8."""
    demo = parse(Templates, {})
    course, over = Course(demo, CPU), False
    try:
        while not over:
            over = any(name_of(event) == "done" for event in course.advance())
        seen = demo.look({"what": "templates", "image": "test:0"}, course.keyframe(), course.step)
    finally:
        course.close()
    frames = {event.name: event.data for event in seen if isinstance(event, Frame)}
    rows = np.asarray(frames["templates"]).reshape(-1, SIDE, SIDE, 3)
    return np.concatenate(list(rows), axis=1)


def main() -> None:
    """Train, and write the picture."""
    unpack_sample(sets_folder())
    packed = io.BytesIO()
    Image.fromarray(templates()).save(packed, "PNG", optimize=True)
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(packed.getvalue())
    print(f"{PICTURE.name}: {len(packed.getvalue()) / 1e3:.1f} kB")


if __name__ == "__main__":
    main()
