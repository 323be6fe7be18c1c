"""A linear classifier looked at: its templates, and what each of them answers to one image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.backend import Array
from engine.course.picked import Picked, pick_image
from engine.course.pictures import predictions
from engine.course.settings import CourseSettings
from engine.events import Event, Frame
from engine.layers import Workspace
from engine.losses import softmax
from engine.schema import BadParams, Refusal
from engine.training.pixels import normalized

SHAPE = (32, 32, 3)
SHARE = 99.5  # percent of the numbers of a picture that lie within its colour scale
SCALES = ("own", "shared")
ASKS = ("templates", "predictions")


def linear_look(
    settings: CourseSettings, ask: Mapping[str, Any], arrays: Mapping[str, Array], step: int
) -> list[Event]:
    """Answer `ask["what"]`, templates or predictions, as frames; raises BadParams."""
    what = str(ask.get("what", ""))
    if what == "predictions":
        return predictions(settings, ask, arrays, step)
    if what != "templates":
        raise BadParams({"what": Refusal("choice", what, list(ASKS))})
    scale = str(ask.get("scale", "own"))
    if scale not in SCALES:
        raise BadParams({"scale": Refusal("choice", scale, list(SCALES))})
    picked = pick_image(settings.data, ask)
    W = np.asarray(arrays["weights/0.W"], np.float64)
    b = np.asarray(arrays["weights/0.b"], np.float64)
    with np.errstate(all="ignore"):  # weights of a diverged run are looked at too
        return _frames(settings, picked, (W, b), scale, step)


def score(W: Array, b: Array, x: Array) -> tuple[Array, Array, Array]:
    """Compute s_c = sum_i W_ic x_i + b_c in its parts, from W (D, K), b (K,) and x (D,).

    Returns the products W_ic x_i (D, K), their sums (K,) and the scores (K,).
    """
    products = W * x[:, None]
    dots = products.sum(axis=0)
    return products, dots, dots + b


def as_seen(image: Array) -> Array:
    """The vector (D,) that the classifier takes for an image (H, W, C) uint8, in float64."""
    seen: Array = normalized(image[None], Workspace(np, "float64"))[:, :, 0]
    return seen.reshape(-1)


def reach(values: Array) -> float:
    """The size within which 99.5 % of the values lie: few extremes would leave the rest grey."""
    return float(np.percentile(np.abs(_finite(values)), SHARE))


def toned(values: Array, limit: float) -> Array:
    """uint8 with its middle, 128, at 0: 0 at -limit and below, 255 at +limit and above."""
    scale = 127.5 / limit if limit > 0 else 0.0
    return np.rint(127.5 + np.clip(_finite(values) * scale, -127.5, 127.5)).astype(np.uint8)


def _frames(
    settings: CourseSettings, picked: Picked, weights: tuple[Array, Array], scale: str, step: int
) -> list[Event]:
    W, b = weights
    products, dots, scores = score(W, b, as_seen(picked.pixels))
    templates = W.T.reshape(-1, *SHAPE)
    limits = [reach(t) for t in templates]
    if scale == "shared":
        limits = [reach(W)] * len(templates)
    chances = softmax(scores[None])[0]
    rows = [
        {
            "dot": float(dots[c]),
            "bias": float(b[c]),
            "score": float(scores[c]),
            "probability": float(chances[c]),
            "limit": limits[c],
            "norm": float(np.linalg.norm(W[:, c])),
        }
        for c in range(len(templates))
    ]
    shares = products.T.reshape(-1, *SHAPE).sum(axis=3)
    answer = int(scores.argmax()) if np.isfinite(scores).all() else None
    said: dict[str, Any] = {"image": picked.name, "target": picked.target}
    said |= {"answer": answer, "classes": rows}
    said |= {"reach": reach(shares), **_cost(settings, scores, picked.target, W)}
    pictures = np.stack([toned(t, at) for t, at in zip(templates, limits, strict=True)])
    return [
        Frame("responses", step, said),
        Frame("templates", step, pictures),
        Frame("products", step, toned(shares, reach(shares))),
        Frame("picture", step, picked.pixels),
    ]


def _cost(
    settings: CourseSettings, scores: Array, target: int | None, W: Array
) -> dict[str, float | None]:
    """The loss of one image, R(W), the factor before it and the sum of all."""
    penalty, strength = settings.regularization
    factor, size = penalty.share * strength, penalty.size(W)
    cost: dict[str, float | None] = {"size": size, "factor": factor, "loss": None, "total": None}
    if target is not None:
        loss = float(settings.loss.per_example(scores[None], np.array([target]))[0])
        cost |= {"loss": loss, "total": loss + penalty.value(W, strength)}
    return cost


def _finite(values: Array) -> Array:
    return np.nan_to_num(values, nan=0, posinf=0, neginf=0)
