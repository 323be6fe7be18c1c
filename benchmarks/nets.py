"""The networks that are raced: presets of the page, and one of each kind its editor can build."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from engine.layers import Layer
from engine.network import PRESETS
from engine.network.presets import Declared
from engine.schema import parse


def net(keys: str, **settings: object) -> tuple[Layer, ...]:
    """Layers as the page writes them, as in `net("conv;dense", _0_filters=4)`."""
    named = {f"layers.{name[1:].replace('_', '.', 1)}": text for name, text in settings.items()}
    return parse(Declared, {"layers": keys, **named}).layers


def preset(key: str) -> tuple[Layer, ...]:
    """The layers of a preset."""
    return PRESETS[key].layers


# What the editor offers beside stride 1 and 3x3: each exercises one thing, the last one all.
EDITOR: dict[str, tuple[Layer, ...]] = {
    "residual blocks": preset("resnet"),
    "batch norm": net(
        "conv;batchnorm;relu;" * 2 + "maxpool;" + "conv;batchnorm;relu;" * 2 + "maxpool;dense",
        _0_filters=32,
        _3_filters=32,
        _7_filters=64,
        _10_filters=64,
    ),
    "strides": net(
        "conv;relu;conv;relu;conv;relu;dense",
        _0_filters=32,
        _2_filters=64,
        _2_stride=2,
        _4_filters=64,
        _4_stride=2,
    ),
    "7×7": net(
        "conv;relu;maxpool;conv;relu;maxpool;dense",
        _0_filters=16,
        _0_size=7,
        _0_pad=3,
        _3_filters=32,
        _3_size=7,
        _3_pad=3,
    ),
    "1×1": net(
        "conv;relu;conv;relu;maxpool;conv;relu;conv;relu;globalpool;dense",
        _0_filters=32,
        _2_filters=64,
        _2_size=1,
        _2_pad=0,
        _5_filters=64,
        _7_filters=64,
        _7_size=1,
        _7_pad=0,
    ),
    "everything": net(
        "conv;batchnorm;leakyrelu;maxpool;residual;conv;elu;avgpool;dropout;dense;tanh;dense",
        _0_filters=16,
        _0_size=5,
        _0_pad=2,
        _3_size=3,
        _4_filters=32,
        _5_filters=48,
        _5_size=3,
        _5_pad=0,
        _9_units=64,
    ),
}


def described(layers: tuple[Layer, ...]) -> str:
    """The layers as JSON, for a program that does not know this project."""

    def plain(layer: Layer) -> dict[str, Any]:
        named = {f.name: getattr(layer, f.name) for f in fields(layer)}
        numbers = {name: v for name, v in named.items() if isinstance(v, (int, float))}
        return {"kind": layer.key, **numbers}

    return json.dumps([plain(layer) for layer in layers])


def built(text: str) -> tuple[Layer, ...]:
    """The inverse of `described`, but for how weights start."""
    said = json.loads(text)
    named = {
        f"layers.{i}.{name}": value
        for i, layer in enumerate(said)
        for name, value in layer.items()
        if name != "kind"
    }
    return parse(Declared, {"layers": ";".join(layer["kind"] for layer in said), **named}).layers
