"""The tests of a real card, as far as a card that is not there can go: on the fake one."""

from __future__ import annotations

from typing import Any

import pytest

from engine.gpu.compiling import Compiled
from tests.gpu import test_device as real
from tests.gpu.fake_cupy import FakeCupy

KERNELS = ("relu_forward", "end_step", "bias_partial", "remember")


@pytest.mark.parametrize("name", KERNELS)
def test_kernels_with_guards(name: str) -> None:
    card = FakeCupy()
    modules: dict[str, Any] = {"float32": Compiled(card, "float32")}  # type: ignore[arg-type]
    real.test_a_kernel_computes_what_its_twin_computes(card, modules, name, "float32")


def test_replays() -> None:
    real.test_replayed_eager_and_on_the_processor_it_is_the_same(FakeCupy(), "float16")


def test_a_whole_preset() -> None:
    real.test_whole_steps_of_a_preset_are_those_of_the_processor(FakeCupy(), "linear")


def test_too_much_memory() -> None:
    real.test_more_memory_than_there_is_is_refused_before_it_is_taken(FakeCupy(1 << 20))
