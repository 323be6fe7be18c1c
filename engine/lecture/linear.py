"""The numbers of slides 37 to 71: scores and losses of small tables."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.lecture.examples import cat_of_slide_47, slide_39, slide_43
from engine.loss_steps import hinge_steps, softmax_steps
from engine.losses import LOSSES
from engine.losses.cross_entropy import CrossEntropy
from engine.losses.hinge import Hinge
from engine.scores import Shapes, linear_scores


def linear_parameters(classes: int, pixels: int, biases: bool = True) -> float:
    """What a linear classifier learns; without the biases, the numbers in W."""
    shapes = Shapes(pixels, classes, 1)
    return float(shapes.parameters if biases else shapes.weights)


def largest_pixel() -> float:
    """The largest pixel of slide 39."""
    return float(slide_39()[1].max())


def slide_39_score(row: int, biased: bool = True) -> float:
    """A score of slide 39, or only its dot product."""
    W, x, b = slide_39()
    return float(linear_scores(W, x, b if biased else np.zeros_like(b))[row])


def slide_39_loss(loss: str, right: int) -> float:
    """The loss of the scores of slide 39, were class `right` the right one."""
    scores = linear_scores(*slide_39())[None]
    return float(LOSSES[loss]().per_example(scores, np.array([right]))[0])


def slide_43_answer(image: int) -> float:
    """The class with the highest score of slide 43."""
    return float(slide_43()[0][image].argmax())


def slide_43_rank(image: int) -> float:
    """The rank of the right class of slide 43, 1 for the highest score."""
    scores, right = slide_43()
    return float(1 + (scores[image] > scores[image][right[image]]).sum())


def slide_43_accuracy() -> float:
    """The share of right answers of slide 43."""
    scores, right = slide_43()
    return float((scores.argmax(axis=1) == right).mean())


def slide_43_loss(loss: str, image: int | None = None) -> float:
    """The loss of one image of slide 43, or the mean of the three."""
    scores, right = slide_43()
    each = LOSSES[loss]().per_example(scores, right)
    return float(each.mean() if image is None else each[image])


def hinge_step(step: str, j: int) -> float:
    """One number of the vectorized SVM loss of slide 58, cat image."""
    return float(getattr(hinge_steps(Hinge(), *cat_of_slide_47()), step)[0, j])


def softmax_step(step: str, j: int) -> float:
    """One number of the softmax chain of slide 63, cat image."""
    return float(getattr(softmax_steps(CrossEntropy(), *cat_of_slide_47()), step)[0, j])


def accuracy_by_column(classes: int = 10, each: int = 20) -> float:
    """What comparing a row of answers with a column of labels gives, on a balanced set."""
    labels = np.repeat(np.arange(classes), each)
    answers = np.roll(labels, each // 2)
    return float((answers == labels[:, None]).mean())


LINEAR: dict[str, Callable[..., float]] = {
    made.__name__: made
    for made in (
        linear_parameters,
        largest_pixel,
        slide_39_score,
        slide_39_loss,
        slide_43_answer,
        slide_43_rank,
        slide_43_accuracy,
        slide_43_loss,
        hinge_step,
        softmax_step,
        accuracy_by_column,
    )
}
