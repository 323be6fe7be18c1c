"""Networks to start from, with the training settings that suit them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.layers import LAYERS, Layer
from engine.registry import Text
from engine.schema import many, parse

# Small scores at first: all classes alike, a loss of log 10.
SCORES = {"init": "normal", "init.std": "0.003"}


@dataclass(frozen=True)
class Declared:
    """Any list of layers, as text."""

    layers: tuple[Layer, ...] = many(LAYERS, "dense", longest=64)


@dataclass(frozen=True)
class Preset:
    """Layers as the page writes them (`keys`, `settings`) and how to train them.

    `more` are further parameters of the page, by name.
    """

    label: Text
    keys: str
    settings: Mapping[str, str]
    rule: str = "adam"
    lr: float = 1e-3
    weight_decay: float = 0.0
    batch: int = 128
    schedule: str = "cosine"
    epochs: int = 20
    flip: bool = True
    shift: int = 2
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers themselves."""
        named = {f"layers.{name}": text for name, text in self.settings.items()}
        return parse(Declared, {"layers": self.keys, **named}).layers

    def to_query(self) -> dict[str, str]:
        """Every parameter this preset sets, by the names of the ConvNet page."""
        named = {f"layers.{name}": text for name, text in self.settings.items()}
        numbers = {"lr": self.lr, "weight_decay": self.weight_decay, "batch": self.batch}
        counts = {"epochs": self.epochs, "flip": int(self.flip), "shift": self.shift}
        entries = {"rule": self.rule, "schedule": self.schedule}
        told = {name: f"{value:g}" for name, value in (numbers | counts).items()}
        return {"layers": self.keys, **named, **told, **entries, **self.more}


def _settings(**parts: Mapping[str, object]) -> dict[str, str]:
    """{"0.filters": "16"} from _0={"filters": 16}."""
    return {
        f"{index[1:]}.{name}": str(value)
        for index, fields in parts.items()
        for name, value in fields.items()
    }


def _five(filters: int) -> dict[str, object]:
    return {"filters": filters, "size": 5, "pad": 2}


def _three(filters: int) -> dict[str, object]:
    return {"filters": filters}


def speedrun(widths: Sequence[int]) -> tuple[str, dict[str, str]]:
    """The net of https://github.com/KellerJordan/cifar10-airbench, with blocks of these widths.

    The record has 64, 256 and 256. Keys and settings, as a preset has them.
    """
    keys = "whiten;gelu;" + "conv;maxpool;batchnorm;gelu;conv;batchnorm;gelu;" * 3
    parts: dict[str, Mapping[str, object]] = {}
    for block, width in enumerate(widths):
        first = 2 + 7 * block
        filters = {"filters": width, "bias": 0, "init": "dirac"}
        parts |= {f"_{first}": filters, f"_{first + 4}": filters}
        norm = {"scale": 0, "momentum": 0.6}
        parts |= {f"_{first + 2}": norm, f"_{first + 5}": norm}
    parts["_23"] = {"size": 3, "stride": 3}
    # Its scores are divided by the width: here the weights are, which learn as much slower.
    parts["_24"] = {"bias": 0, "init": "normal", "init.std": 1 / widths[-1]}
    return keys + "maxpool;dense", _settings(**parts)


SPEEDRUN, SPEEDRUN_SETTINGS = speedrun((16, 64, 64))  # a quarter of the widths of the record

PRESETS: dict[str, Preset] = {
    "convnetjs": Preset(
        label=("ConvNetJS demo", "شبکهٔ ConvNetJS"),
        keys="conv;relu;maxpool;conv;relu;maxpool;conv;relu;maxpool;dense",
        settings=_settings(_0=_five(16), _3=_five(20), _6=_five(20), _9=SCORES),
        lr=3e-3,
        weight_decay=1e-4,
        batch=64,
        epochs=60,
    ),
    "vgg": Preset(
        label=("Small VGG", "VGG کوچک"),
        keys="conv;relu;conv;relu;maxpool;" * 3 + "dense",
        settings=_settings(
            _0=_three(32),
            _2=_three(32),
            _5=_three(64),
            _7=_three(64),
            _10=_three(128),
            _12=_three(128),
            _15=SCORES,
        ),
        lr=2e-3,
        epochs=8,
        shift=4,
    ),
    "vggnorm": Preset(
        label=("Small VGG, batch norm", "VGG کوچک با نرمال‌سازی دسته‌ای"),
        keys="conv;batchnorm;relu;conv;batchnorm;relu;maxpool;" * 3 + "dense",
        settings=_settings(
            _0=_three(32),
            _3=_three(32),
            _7=_three(64),
            _10=_three(64),
            _14=_three(128),
            _17=_three(128),
            _21=SCORES,
        ),
        lr=5e-3,
        schedule="one_cycle",
        epochs=10,
        shift=3,
    ),
    "resnet": Preset(
        label=("Small ResNet", "ResNet کوچک"),
        keys="conv;batchnorm;relu;residual;residual;residual;globalpool;dense",
        settings=_settings(
            _0=_three(16),
            _3={"filters": 16},
            _4={"filters": 32, "stride": 2},
            _5={"filters": 64, "stride": 2},
            _7=SCORES,
        ),
        lr=5e-3,
        epochs=15,
    ),
    "linear": Preset(
        label=("Linear classifier", "دسته‌بند خطی"),
        keys="dense",
        settings=_settings(_0=SCORES),
        lr=3e-4,
        shift=0,
    ),
    "twolayer": Preset(
        label=("Two-layer network", "شبکهٔ دولایه"),
        keys="dense;relu;dense",
        settings=_settings(_0={"units": 50, "init": "he"}, _2=SCORES),
        shift=0,
    ),
    "speedrun": Preset(
        label=("Speedrun", "رکورد سرعت"),
        keys=SPEEDRUN,
        settings=SPEEDRUN_SETTINGS,
        rule="muon",
        lr=0.24,
        batch=500,
        schedule="one_cycle",
        epochs=10,
        more={
            "schedule.peak": "0.01",
            "schedule.start": "1",
            "loss": "softmax",
            "loss.smoothing": "0.2",
            "alternate": "1",
            "views": "6",
            "data": "cifar10",
        },
    ),
}
