"""What every entry of every small registry owes: a sentence, two names, honest bounds."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, fields

import pytest

from engine.augment import AUGMENTATIONS
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.penalties import PENALTIES
from engine.registry import Entry
from engine.rules import RULES
from engine.schedules import SCHEDULES
from engine.schema import BadParams, Spec, parse, specs_of, to_query

REGISTRIES = (LOSSES, RULES, SCHEDULES, PENALTIES, INITIALIZERS, AUGMENTATIONS)
ENTRIES = [entry for registry in REGISTRIES for entry in registry.values()]
NUMBERS = [
    pytest.param(entry, name, spec, id=f"{entry.__name__}.{name}")
    for entry in ENTRIES
    for name, spec in specs_of(entry).items()
    if "low" in spec.rules()
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_is_documented_in_both_languages(entry: type[Entry]) -> None:
    assert entry.__doc__
    assert not entry.__doc__.startswith(f"{entry.__name__}(")
    texts = [entry.label] + [t for s in specs_of(entry).values() for t in (s.label, s.help)]
    assert all(english and persian and english != persian for english, persian in texts)


@pytest.mark.parametrize("entry", ENTRIES)
def test_helps_are_one_sentence(entry: type[Entry]) -> None:
    ends = {half[-1] for spec in specs_of(entry).values() for half in spec.help}
    assert ends <= {"."}


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_is_frozen_and_all_declared(entry: type[Entry]) -> None:
    assert {f.name for f in fields(entry)} == set(specs_of(entry))
    with pytest.raises(FrozenInstanceError):
        entry().anything = 1


@pytest.mark.parametrize("entry", ENTRIES)
def test_defaults_come_from_nothing_and_go_to_nothing(entry: type[Entry]) -> None:
    assert parse(entry, {}) == entry()
    assert to_query(entry()) == {}


@pytest.mark.parametrize(("entry", "name", "spec"), NUMBERS)
def test_a_number_is_taken_at_its_bounds_and_refused_beyond(
    entry: type[Entry], name: str, spec: Spec
) -> None:
    low, high = spec.rules()["low"], spec.rules()["high"]
    for edge in (low, high):
        assert getattr(parse(entry, {name: edge}), name) == edge
    for wrong in (low - 1, high + 1, math.nan, math.inf, "", "x"):
        with pytest.raises(BadParams):
            parse(entry, {name: wrong})
