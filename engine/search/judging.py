"""How many test images the best W of each rider gets right, a thousand images at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.backend import Array
from engine.data import DataSet
from engine.search.declared import RIDERS
from engine.search.problem import CLASSES, INPUTS, centred

CHUNK = 1000


class Judging:
    """One pass over the test set; `at` is how far it is, None between two passes."""

    def __init__(self, images: DataSet) -> None:
        self.images = images
        self._x = np.empty((min(CHUNK, len(images.test_x)), INPUTS), np.float32)
        self.labels = np.bincount(images.test_y, minlength=CLASSES)
        self.at: int | None = None
        self._begin()

    def begin(self) -> None:
        """Judge from the first test image."""
        self.at = 0
        self._begin()

    def _begin(self) -> None:
        self.right = [0] * len(RIDERS)
        self.answered = np.zeros((len(RIDERS), CLASSES), np.int64)

    def slice(self, best: Array) -> dict[str, Any] | None:
        """Judge the next images with `best` (3, 10, 3073); what the whole set said at its end."""
        if self.at is None:
            return None
        part = slice(self.at, self.at + CHUNK)
        target = self.images.test_y[part]
        x = centred(self.images.test_x[part], self._x[: len(target)])
        for r, W in enumerate(best):
            answers = (x @ W.T).argmax(axis=1)
            self.right[r] += int((answers == target).sum())
            self.answered[r] += np.bincount(answers, minlength=CLASSES)
        self.at += len(target)
        if self.at < len(self.images.test_x):
            return None
        self.at = None
        return self.verdict()

    def verdict(self) -> dict[str, Any]:
        """Accuracy of each rider, labels (n,); and the mistake, labels (n, 1)."""
        of = int(self.labels.sum())
        said = {
            name: {
                "right": self.right[r],
                "accuracy": self.right[r] / of,
                "column": column_accuracy(self.answered[r], self.labels),
            }
            for r, name in enumerate(RIDERS)
        }
        return {"of": of, "riders": said}

    def to_json(self) -> dict[str, Any]:
        """What a state file keeps of a pass in progress."""
        return {"at": self.at, "right": self.right, "answered": self.answered.tolist()}

    def load(self, kept: Mapping[str, Any]) -> None:
        """Go on with what `to_json` wrote."""
        self.at, self.right = kept["at"], list(kept["right"])
        self.answered = np.array(kept["answered"], np.int64)


def column_accuracy(answered: Array, labels: Array) -> float:
    """np.mean(y_pred == y_test) for y_pred (n,) and y_test (n, 1), the mistake of slide 71.

    NumPy makes an (n, n) table of every answer against every label; its mean is
    sum_c answered_c labels_c / n^2, with how often each class was answered and is right.
    On a balanced test set that is 1/10 whatever the answers are.
    """
    return float((answered * labels).sum() / (answered.sum() * labels.sum()))
