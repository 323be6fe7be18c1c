"""Pictures at one step, recomputed from weights: what every layer sees, what is predicted.

Every map is sent as uint8 between its own least and largest value, which travel beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.backend import Array
from engine.course.picked import Picked, pick_image, pick_images
from engine.course.settings import CourseSettings, network_of
from engine.events import Event, Frame
from engine.losses import softmax
from engine.network import Network
from engine.schema import BadParams, Refusal
from engine.training import LayerLook, Look
from engine.training import look as look_at
from engine.training.look import predict

BINS = 24
KINDS = ("activations", "gradients", "weights", "weight_gradients")


def look(
    settings: CourseSettings, ask: Mapping[str, Any], arrays: Mapping[str, Array], step: int
) -> list[Event]:
    """Answer `ask["what"]`, layers or predictions, as frames; raises BadParams."""
    network = network_of(settings)
    keyframe = {name: np.asarray(array, np.float32) for name, array in arrays.items()}
    what = str(ask.get("what", ""))
    if what == "layers":
        picked = pick_image(settings.data, ask)
        seen = look_at(network, keyframe, picked.pixels, picked.target, settings.loss)
        return layer_frames(network, seen, picked, step, kinds_of(ask))
    if what == "predictions":
        return predictions(settings, ask, arrays, step)
    raise BadParams({"what": Refusal("choice", what, ["layers", "predictions"])})


def predictions(
    settings: CourseSettings, ask: Mapping[str, Any], arrays: Mapping[str, Array], step: int
) -> list[Event]:
    """What the network says of the images `ask["images"]`; raises BadParams."""
    images = pick_images(settings.data, ask)
    pixels = np.stack([picked.pixels for picked in images])
    chances = softmax(predict(network_of(settings), arrays, pixels))
    return prediction_frames(images, chances, pixels, step)


def prediction_frames(
    images: list[Picked], chances: Array, pixels: Array, step: int
) -> list[Event]:
    """One row an image, and the images themselves (n, 32, 32, 3)."""
    rows = [
        {"image": picked.name, "target": picked.target, "probabilities": _rounded(p)}
        for picked, p in zip(images, chances, strict=True)
    ]
    return [Frame("predictions", step, rows), Frame("pictures", step, pixels)]


def kinds_of(ask: Mapping[str, Any]) -> tuple[str, ...]:
    """The maps asked for: the one kind `ask["maps"]` names, or all; raises BadParams."""
    if "maps" not in ask:
        return KINDS
    if ask["maps"] not in KINDS:
        raise BadParams({"maps": Refusal("choice", str(ask["maps"]), list(KINDS))})
    return (str(ask["maps"]),)


def layer_frames(
    network: Network, seen: Look, picked: Picked, step: int, kinds: tuple[str, ...] = KINDS
) -> list[Event]:
    """Every layer's numbers for one image, and its maps of the given kinds."""
    rows: list[dict[str, Any]] = []
    frames: list[Event] = []
    shape = network.shape
    for row, layer in zip(network.rows(), seen.layers, strict=True):
        said = row | {"shape": row["output"]}
        for kind, values in zip(KINDS, _maps(layer, shape), strict=True):
            said[kind] = None if values is None else extent(values)
            if values is not None and kind in kinds:
                frames.append(Frame(f"{kind}.{row['index']}", step, quantized(values)))
        rows.append(said)
        shape = tuple(row["output"])
    loss = None if seen.loss is None else float(seen.loss)
    scores = {"image": picked.name, "target": picked.target, "loss": loss}
    chances = [float(p) for p in seen.probabilities]
    return [
        Frame("layers", step, rows),
        *frames,
        Frame("scores", step, scores | {"probabilities": chances}),
        Frame("picture", step, picked.pixels),
    ]


def _maps(layer: LayerLook, shape: tuple[int, ...]) -> tuple[Array | None, ...]:
    """Activations and gradients (C, H, W); weights and theirs (F, C, kh, kw), or None."""
    return (
        _planes(layer.activations),
        _planes(layer.gradients),
        _filters({**layer.frozen, **layer.weights}, shape),
        _filters(layer.weight_gradients, shape),
    )


def _planes(values: Array) -> Array:
    return values.transpose(2, 0, 1) if values.ndim == 3 else values[:, None, None]


def _filters(weights: Mapping[str, Array], shape: tuple[int, ...]) -> Array | None:
    """The first matrix or bank of filters; a dense layer on an image has templates of its shape."""
    for W in weights.values():
        if W.ndim == 4:
            return W.transpose(3, 2, 0, 1)
        if W.ndim == 2 and len(shape) == 3:
            return W.reshape(*shape, -1).transpose(3, 2, 0, 1)
        if W.ndim == 2:
            return W.T[None, None]
    return None


def quantized(values: Array) -> Array:
    """uint8: 0 at the least value, 255 at the largest; all 0 where nothing is finite."""
    _, _, places = _places(values)
    return np.rint(places * 255).astype(np.uint8)


def extent(values: Array) -> dict[str, Any]:
    """Least and largest value, and how the values lie between them: `histogram` of 24 bins."""
    low, high, places = _places(values)
    counts, _ = np.histogram(places if high > low else places + 0.5, BINS, (0, 1))
    return {"min": low, "max": high, "histogram": counts.tolist()}


def _places(values: Array) -> tuple[float, float, Array]:
    """Least value, largest value, and where each lies between them, from 0 to 1."""
    # In float32, edges of bins between two neighbouring numbers would fall on one another.
    values = np.nan_to_num(values, nan=0, posinf=0, neginf=0).astype(np.float64)
    low, high = float(values.min()), float(values.max())
    return low, high, (values - low) / (high - low if high > low else 1)


def _rounded(chances: Array) -> list[float]:
    return [round(float(p), 5) for p in chances]
