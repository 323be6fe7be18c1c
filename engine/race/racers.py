"""A racer for every rule that moves number by number: its parameters, and a learning rate."""

from __future__ import annotations

from dataclasses import dataclass, fields, make_dataclass, replace
from typing import Any, ClassVar

from engine.registry import Entry, Registry
from engine.rules import ELEMENTWISE, Rule
from engine.schema import real, specs_of
from engine.schema.spec import declare

LECTURE = {"eps": "1e-07"}  # the lecture's own, where networks have another
LOWEST_RATE, HIGHEST_RATE = 1e-7, 1e6


def learning_rate(default: float) -> Any:
    """The learning rate of one racer, over all the regimes there are."""
    return real(
        default,
        LOWEST_RATE,
        HIGHEST_RATE,
        scale="log",
        label=("Learning rate α", "نرخ یادگیری α"),
        help=("The length of a step per unit of gradient.", "درازای گام به ازای هر واحد گرادیان."),
    )


@dataclass(frozen=True)
class Racer(Entry):
    """A rule with numbers: `lr`, and every field of the rule."""

    rule: ClassVar[type[Rule]]

    lr: float = learning_rate(0.1)

    def made(self) -> Rule:
        """The rule at this racer's numbers."""
        return self.rule(**{f.name: getattr(self, f.name) for f in fields(self.rule)})


RACERS: Registry[Racer] = Registry("racer")


def _enter(key: str, rule: type[Rule]) -> None:
    own = [
        (name, float, declare(replace(spec, default=LECTURE.get(name, spec.default))))
        for name, spec in specs_of(rule).items()
    ]
    cls = make_dataclass(f"Raced{rule.__name__}", own, bases=(Racer,), frozen=True)
    cls.rule = rule  # type: ignore[attr-defined]
    RACERS.add(key, label=rule.label)(cls)


for _key, _rule in ELEMENTWISE.items():
    _enter(_key, _rule)
