"""When evaluations run and on which weights: slices between steps, on weights held still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.backend import Array
from engine.course.evaluation import Evaluation, next_kind
from engine.course.learning import Frozen, Learning
from engine.data import DataSet
from engine.events import Event, Frame, Metrics
from engine.training.named import load_arrays, named_arrays

FROZEN = "frozen/"


class Judge:
    """Validation and test passes of one learner; `credit` is images it may judge now.

    Where no image is held out for validation, every pass is a test.

    In the last test every image is seen in so many `views`; on the way one has to do, or a test
    would take so long that its weights are old.
    """

    def __init__(self, learner: Learning, images: DataSet, validation: Array, views: int) -> None:
        self.learner, self.images, self.validation = learner, images, validation
        self.views = views
        self.passes, self.credit, self.closing = 0, 0.0, False
        self.current: Evaluation | None = None
        self._frozen: Frozen = self.learner.copies()
        self.most = learner.judges

    def slice(self, step: int) -> list[Event] | None:
        """Judge a few images if they are paid for; None when it is time to learn."""
        if self.current is None:
            self._freeze(step, next_kind(self.passes) if len(self.validation) else "test")
        if self.credit < self.most:
            return None
        self.credit -= self.most
        return self._judge()

    def close(self, step: int) -> list[Event] | None:
        """After the last step: test the final weights, a slice at a time; None when done."""
        if not self.closing:
            self.closing = True
            self._freeze(step, "test")
        return None if self.current is None else self._judge()

    def state(self) -> tuple[dict[str, Array], dict[str, Any]]:
        """The weights held still, by name, and how far the pass over them is."""
        judging = self.current.to_json() if self.current else None
        counts = {"passes": self.passes, "credit": self.credit, "closing": self.closing}
        if judging is None:
            return {}, counts
        layout = self.learner.network.layout
        weights, norms = self._frozen
        arrays = named_arrays(FROZEN, layout.weights, weights)
        arrays |= named_arrays(FROZEN, layout.norms, norms)
        return arrays, {**counts, "judging": judging}

    def load(self, arrays: Mapping[str, Array], kept: Mapping[str, Any]) -> None:
        """Go on with what `state` returned."""
        self.passes, self.credit = int(kept.get("passes", 0)), float(kept.get("credit", 0))
        self.closing = bool(kept.get("closing", False))
        if kept.get("judging"):
            layout = self.learner.network.layout
            for places, buffer in zip((layout.weights, layout.norms), self._frozen, strict=True):
                held = {FROZEN + p.name: arrays[FROZEN + p.name] for p in places}
                load_arrays(FROZEN, places, buffer, held)
            self.current = Evaluation.from_json(kept["judging"])

    def _freeze(self, step: int, kind: str) -> None:
        self._frozen = self.learner.copies()
        self.current = Evaluation(kind, step)

    def _judge(self) -> list[Event]:
        judged = self.current
        if judged is None:
            return []
        views = self.views if self.closing else 1
        scores, y = self._next(judged, max(1, self.most // views), views)
        judged.add(scores, y, self.learner.recipe.loss.per_example(scores, y))
        if judged.at < self._length(judged.kind):
            return []
        self.current = None
        self.passes += 1
        return verdict(judged)

    def _length(self, kind: str) -> int:
        return len(self.images.test_x if kind == "test" else self.validation)

    def _next(self, judged: Evaluation, count: int, views: int) -> tuple[Array, Array]:
        """Scores and classes of the next `count` images."""
        numbers = np.arange(judged.at, min(judged.at + count, self._length(judged.kind)))
        if judged.kind == "test":
            scores = self.learner.test_scores(self._frozen, numbers, views)
            return scores, self.images.test_y[numbers].astype(np.int64)
        indices = self.validation[numbers]
        scores = self.learner.scores_by(self._frozen, self.images.train_x[indices])
        return scores, self.images.train_y[indices].astype(np.int64)


def verdict(judged: Evaluation) -> list[Event]:
    """What a finished pass says."""
    share = judged.right / judged.at
    if judged.kind == "validation":
        loss = judged.loss / judged.at
        return [Metrics(judged.step, {"val.loss": loss, "val.accuracy": share})]
    classes = [
        {"right": row[k], "of": sum(row), "accuracy": row[k] / max(1, sum(row))}
        for k, row in enumerate(judged.confusion)
    ]
    matrix = {"matrix": judged.confusion, "right": judged.right, "of": judged.at}
    matrix |= {"accuracy": share, "classes": classes}
    worst = [
        {"image": f"test:{i}", "target": t, "predicted": k, "probability": round(p, 4)}
        for p, i, t, k in judged.worst
    ]
    return [
        Metrics(judged.step, {"test.accuracy": share}),
        Frame("confusion", judged.step, matrix),
        Frame("worst", judged.step, worst),
    ]
