"""The work of every second goes on, whatever goes wrong in one of them."""

from __future__ import annotations

import asyncio
import contextlib
from types import SimpleNamespace
from typing import Any

import pytest

from webapp.front.handlers import Handlers


def test_one_bad_second_does_not_end_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    handlers, asked = Handlers.__new__(Handlers), list[int]()
    parts: dict[str, Any] = {
        "hub": SimpleNamespace(runs=set(), __len__=lambda: 0),
        "looks": SimpleNamespace(cache=SimpleNamespace(forget_unused=lambda at: None)),
        "_noted": set(),
        "_publish": lambda: asked.append(len(asked)),
    }
    vars(handlers).update(parts)

    def swept(seconds: int, streams: int) -> None:
        if seconds <= 2:
            raise ValueError("an odd answer of the store")

    monkeypatch.setattr("webapp.front.handlers.sweep", swept)
    monkeypatch.setattr("webapp.front.handlers.len", lambda hub: 0, raising=False)
    real = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda seconds: real(0.01))

    async def scene() -> None:
        clock = asyncio.create_task(handlers._tick())
        await real(0.3)
        clock.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await clock

    asyncio.run(scene())
    assert len(asked) > 4
    assert caplog.text.count("the work of every second failed") == 1
