"""Cases for the preview of the linear classifier."""

from __future__ import annotations

import numpy as np

HYPER = {
    "sgd": {},
    "momentum": {"mu": "0.8"},
    "nesterov": {"mu": "0.8"},
    "adagrad": {},
    "rmsprop": {"rho": "0.9"},
    "adam": {"beta1": "0.8", "beta2": "0.99"},
}
SENSITIVE = ("rmsprop", "adam")  # to the last bit of an exponential: left to the server
LOSSES = ("hinge", "one_vs_all", "structured", "softmax")


def case(rng: np.random.Generator) -> dict[str, str]:
    """Any points and weights, every pair of losses, every rule a preview knows, some steps."""
    classes, count = int(rng.integers(2, 6)), int(rng.integers(1, 40))
    wide = 10.0 ** rng.integers(-1, 2)
    x = rng.normal(0, wide, (count, 2)).clip(-99, 99).round(2)
    losses = [str(rng.choice(LOSSES)) for _ in range(2)]
    rules = [rule for rule in HYPER if "softmax" not in losses or rule not in SENSITIVE]
    rule = str(rng.choice(rules))
    steps = int(rng.choice([0, 1, 7, 60, 250]))
    table = [f"{a:g},{b:g},{rng.integers(classes)}" for a, b in x]
    start = rng.normal(0, 1, (classes, 3)).round(2)
    return {
        "points": ";".join(table),
        "W": ";".join(f"{a:g},{b:g}" for a, b, _ in start),
        "b": ",".join(f"{c:g}" for _, _, c in start),
        "first": losses[0],
        "second": losses[1],
        "penalty": str(rng.choice(["half", "slide"])),
        "strength": str(rng.choice(["0", "0.01", "0.3"])),
        "lr": f"{0.05 / wide**2:.3g}",
        "steps": str(steps),
        "back": str(rng.integers(steps + 1)),
        "rule": rule,
        **{f"rule.{name}": text for name, text in HYPER[rule].items()},
    }


JUNK = [
    {"points": ""},
    {"points": "1,2"},
    {"points": "1,2,3"},
    {"points": "1,2,0.5"},
    {"points": "a,b,0"},
    {"W": "1,2"},
    {"W": "1,2,3;1,2,3"},
    {"b": "1,2"},
    {"lr": "fast"},
    {"strength": "-1"},
    {"steps": "1.5"},
    {"back": "300"},
    {"rule": "adadelta"},
    {"rule": "adam", "rule.beta1": "0.9", "rule.beta2": "0.99", "rule.eps": "1e-8"},
]
