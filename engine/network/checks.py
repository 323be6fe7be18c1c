"""What a declaration must satisfy before anything is allocated, said in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.layers import Layer, Misfit, Plan
from engine.layers.base import Shape, count, said
from engine.registry import Text
from engine.schema import BadParams, Refusal, specs_of

if TYPE_CHECKING:
    from engine.network.limits import Limits
    from engine.network.network import Network


def build_all(layers: Sequence[Layer], shape: Shape) -> tuple[Plan, ...]:
    """The plan of every layer, each told the output of the one before; raises BadParams."""
    plans: list[Plan] = []
    for i, layer in enumerate(layers):
        try:
            plans.append(layer.build(shape))
        except Misfit as misfit:
            raise refused(layers, i, misfit) from misfit
        shape = plans[-1].output
    return tuple(plans)


def refused(layers: Sequence[Layer], i: int, misfit: Misfit) -> BadParams:
    """The refusal under the name of the field, or of the list where no field is to blame."""
    english, persian = misfit.sentence
    name, label = f"layers.{i}.{misfit.field}" if misfit.field else "layers", layers[i].label
    text = (f"layer {i} ({label[0]}) {english}", f"لایهٔ {i} ({label[1]}) {persian}")
    return BadParams({name: Refusal("network", misfit.got, text=text)})


def check_scores(layers: Sequence[Layer], plans: Sequence[Plan], classes: int) -> None:
    """Refuse a network whose last layer does not give one score a class."""
    output = plans[-1].output if plans else ()
    if output == (classes,):
        return
    if not plans:
        raise BadParams({"layers": Refusal("network", "", text=_no_layers(classes))})
    last = len(layers) - 1
    field = "units" if "units" in specs_of(type(layers[last])) else ""
    raise refused(layers, last, Misfit(field, said(output), _scores(classes)))


def check_limits(network: Network, limits: Limits) -> None:
    """Refuse what would take too many parameters, too much memory or too long a step."""
    costs = {
        "parameters": [sum(count(w.shape) for w in p.weights) for p in network.plans],
        "bytes": [p.work + sum(count(w.shape) for w in p.weights) for p in network.plans],
        "step_ms": [p.macs for p in network.plans],
    }
    for name, of_layer in costs.items():
        total, most = getattr(network, name), getattr(limits, name)
        if total > most:
            worst = max(range(len(of_layer)), key=of_layer.__getitem__)
            field = next(iter(specs_of(type(network.layers[worst]))), "")
            got, high = LIMIT_UNITS[name](total), LIMIT_UNITS[name](most)
            sentence = tuple(half.replace("{high}", high) for half in LIMIT_SENTENCES[name])
            raise refused(network.layers, worst, Misfit(field, got, (sentence[0], sentence[1])))


LIMIT_UNITS = {
    "parameters": lambda total: f"{total:,.0f}",
    "bytes": lambda total: f"{total / 1e6:,.0f} MB",
    "step_ms": lambda total: f"{total:,.0f} ms",
}

LIMIT_SENTENCES: dict[str, Text] = {
    "parameters": (
        "is the largest of a network with {got} parameters, but at most {high} are allowed; "
        "make it smaller or pool before it",
        "بزرگ‌ترین لایهٔ شبکه‌ای با {got} پارامتر است، ولی حداکثر {high} پارامتر مجاز است؛ "
        "آن را کوچک‌تر کنید یا پیش از آن ادغام بگذارید",
    ),
    "bytes": (
        "needs the most memory of a network that needs {got}, but at most {high} are allowed; "
        "make it smaller, pool before it or choose a smaller batch",
        "بیشترین حافظه را در شبکه‌ای می‌خواهد که به {got} نیاز دارد، ولی حداکثر {high} مجاز "
        "است؛ آن را کوچک‌تر کنید، پیش از آن ادغام بگذارید یا دستهٔ کوچک‌تری برگزینید",
    ),
    "step_ms": (
        "takes the most time of a network that needs about {got} a step, but at most {high} "
        "are allowed; make it smaller, pool before it or choose a smaller batch",
        "بیشترین زمان را در شبکه‌ای می‌گیرد که هر گام آن حدود {got} طول می‌کشد، ولی حداکثر "
        "{high} مجاز است؛ آن را کوچک‌تر کنید، پیش از آن ادغام بگذارید یا دستهٔ کوچک‌تری "
        "برگزینید",
    ),
}


def _no_layers(classes: int) -> Text:
    return (
        f"expected at least one layer, and {classes} scores at the end",
        f"دست‌کم یک لایه و در پایان {classes} امتیاز لازم است",
    )


def _scores(classes: int) -> Text:
    return (
        f"is the last one and has to give {classes} scores, one a class, but gives "
        f"{{got}}; end with a dense layer of {classes} units",
        f"آخرین لایه است و باید {classes} امتیاز بدهد، برای هر کلاس یکی، ولی {{got}} می‌دهد؛ "
        f"شبکه را با لایهٔ کاملاً متصل با {classes} واحد به پایان ببرید",
    )
