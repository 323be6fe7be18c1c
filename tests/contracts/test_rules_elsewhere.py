"""Every update rule that PyTorch has too, step by step on the same noisy gradients."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from engine.rules import RULES, Rule

LR, EPS, STEPS = 0.03, 1e-7, 200
WITHOUT = {"adam_uncorrected"}  # of the slides; nobody else has it
THEIRS: dict[str, tuple[str, dict[str, Any], dict[str, float]]] = {
    "sgd": ("SGD", {}, {}),
    "momentum": ("SGD", {"momentum": 0.9}, {"mu": 0.9}),
    "nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}, {"mu": 0.9}),
    "adagrad": ("Adagrad", {"eps": EPS}, {"eps": EPS}),
    "rmsprop": ("RMSprop", {"alpha": 0.95, "eps": EPS}, {"rho": 0.95, "eps": EPS}),
    "adam": ("Adam", {"betas": (0.8, 0.99), "eps": EPS}, {"beta1": 0.8, "beta2": 0.99, "eps": EPS}),
    "adamw": (
        "AdamW",
        {"betas": (0.8, 0.99), "eps": EPS, "weight_decay": 0.1},
        {"beta1": 0.8, "beta2": 0.99, "eps": EPS, "decay": 0.1},
    ),
    "muon": ("SGD", {"momentum": 0.85, "nesterov": True}, {"rest": 1}),  # all but filters
    "adadelta": ("Adadelta", {"rho": 0.9, "eps": EPS}, {"rho": 0.9, "eps": EPS}),
}


def test_no_rule_is_left_out() -> None:
    assert set(THEIRS) | WITHOUT == set(RULES)


@pytest.mark.oracle
@pytest.mark.parametrize("key", THEIRS)
def test_pytorch_takes_the_same_steps(key: str) -> None:
    torch = pytest.importorskip("torch")
    name, given, ours = THEIRS[key]
    rng = np.random.default_rng(0)
    curvature, w = np.geomspace(1, 10, 12), rng.standard_normal(12)
    theirs = torch.tensor(w, requires_grad=True)
    optimizer = getattr(torch.optim, name)([theirs], lr=LR, **given)
    rule: Rule = RULES[key](**ours)
    slots = {slot: np.zeros(12) for slot in rule.slots}
    work = defaultdict[str, np.ndarray](lambda: np.empty(12))
    for t in range(1, STEPS + 1):
        noise = rng.standard_normal(12)
        rule.update(w, curvature * w + noise, slots, t, rule.hyper(LR), work.__getitem__)
        theirs.grad = torch.tensor(curvature) * theirs.detach() + torch.tensor(noise)
        optimizer.step()
        assert np.abs(theirs.detach().numpy() - w).max() < 1e-11, t
