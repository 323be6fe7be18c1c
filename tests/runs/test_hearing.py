"""Who listens for readers hears of every run, whatever goes wrong in between."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio.client import PubSub

from tests.broker import Broker
from tests.runs.conftest import Bench
from webapp.runs.hosted import watch
from webapp.runs.hosted.watch import StreamWatcher


@pytest.fixture
def hosted(tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(watch, "SAFETY_S", 60.0)  # a reader is woken by news or not at all
    return Bench(tmp_path / "data", run_store=broker.url)


async def heard(hosted: Bench, watcher: StreamWatcher, id: str) -> None:
    """Watch the run, say something of it, and be woken by that."""
    woken = asyncio.Event()
    stop = watcher.watch(id, woken.set)
    await asyncio.sleep(0.8)
    woken.clear()
    hosted.lab.store.command(id, "pause")
    async with asyncio.timeout(2):
        await woken.wait()
    stop()


def test_a_run_that_is_watched_while_the_connection_is_made(
    hosted: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = PubSub.subscribe

    async def slow(self: PubSub, *channels: Any) -> None:
        await real(self, *channels)
        await asyncio.sleep(0.2)

    monkeypatch.setattr(PubSub, "subscribe", slow)

    async def scene() -> None:
        watcher = hosted.lab.log.watcher()
        await asyncio.sleep(0.1)
        await heard(hosted, watcher, hosted.run())
        watcher.close()

    asyncio.run(scene())


def test_an_error_that_nobody_foresaw_does_not_end_it(
    hosted: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real, wrong = PubSub.subscribe, [ValueError("an odd answer"), ValueError("an odd answer")]

    async def subscribe(self: PubSub, *channels: Any) -> None:
        if wrong:
            raise wrong.pop()
        await real(self, *channels)

    monkeypatch.setattr(PubSub, "subscribe", subscribe)

    async def scene() -> None:
        watcher = hosted.lab.log.watcher()
        await heard(hosted, watcher, hosted.run())
        watcher.close()

    asyncio.run(scene())
    assert caplog.text.count("news of runs cannot be heard") == 1


def test_a_reader_that_fails_keeps_no_other_from_hearing(
    hosted: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("a broken reader")

    async def scene() -> None:
        watcher, id = hosted.lab.log.watcher(), hosted.run()
        watcher.watch(id, broken)
        await heard(hosted, watcher, id)
        watcher.close()

    asyncio.run(scene())
    assert "a reader could not be woken" in caplog.text
