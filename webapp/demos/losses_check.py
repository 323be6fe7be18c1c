"""What must hold between the table of scores, its right classes and what is looked at."""

from __future__ import annotations

from engine.schema import BadParams, Refusal
from webapp.demos.losses_words import LABELS, OUTSIDE, WHOLE

Rows = tuple[tuple[float, ...], ...]


def check_table(scores: Rows, y: tuple[float, ...], *, image: int, moved: int) -> None:
    """Raises BadParams for labels that do not fit the table, and for what it does not have."""
    classes, images = len(scores), len(scores[0])
    bad: dict[str, Refusal] = {}
    wrong = [label for label in y if label != int(label) or not 0 <= label < classes]
    if len(y) != images:
        bad["y"] = Refusal("fit", str(len(y)), images, text=LABELS)
    elif wrong:
        bad["y"] = Refusal("fit", f"{wrong[0]:g}", 0, classes - 1, text=WHOLE)
    for name, value, most in (("image", image, images - 1), ("moved", moved, classes - 1)):
        if value > most:
            bad[name] = Refusal("fit", str(value), 0, most, text=OUTSIDE)
    if bad:
        raise BadParams(bad)
