"""CuPy as the engine and the fake know it, against a record of the real one: no CuPy is needed."""

from __future__ import annotations

import pytest

from tests.gpu import fake_cupy, signatures


def test_every_name_that_the_engine_asks_for_is_cupys() -> None:
    names = signatures.asked()
    assert {"cuda.Stream", "cuda.runtime.memcpy2DAsync", "RawModule"} <= names
    assert names <= set(signatures.recorded())


def test_the_fake_is_like_the_real_one() -> None:
    assert signatures.differences(signatures.recorded()) == []


def test_another_argument_or_number_of_the_real_one_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = signatures.recorded()
    monkeypatch.setattr(fake_cupy.Runtime, "hostAllocMapped", 4)
    real["cuda.Memory"] = ["bytes"]
    assert signatures.differences(real) == [
        "cuda.Memory: the fake takes ['size'], CuPy ['bytes']",
        "cuda.runtime.hostAllocMapped: the fake has 4, CuPy 2",
    ]
