"""A shard hears what is said while it is awake and while it sleeps, and the end of it."""

from __future__ import annotations

import os
import threading

import pytest

from engine.training import ear
from engine.training.ear import Ear


@pytest.fixture
def pipe() -> tuple[Ear, int]:
    read, write = os.pipe()
    return Ear(read), write


@pytest.mark.parametrize("awake", [0.0, 60.0])
def test_it_waits_until_something_is_said(
    pipe: tuple[Ear, int], awake: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ear, "AWAKE", awake)
    listener, write = pipe
    later = threading.Timer(0.05, os.write, (write, b"m"))
    later.start()
    assert listener.hear() == b"m"
    later.join()
    os.write(write, b"1234m")
    assert listener.hear(4) == b"1234"
    os.close(write)
    assert [listener.hear(), listener.hear()] == [b"m", b""]
    os.close(listener.end)
