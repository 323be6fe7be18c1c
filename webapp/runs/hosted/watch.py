"""Wakes a reader when a log grows: one listening connection for all runs of a process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterable

import redis.asyncio

from webapp.logs import log
from webapp.runs.hosted.link import ANSWER_S, AWAY, CONNECT_S

CHANNEL = b"lab:grew:"
SAFETY_S = 1.0  # what a broken connection may have missed is looked for this often
AGAIN_S = 0.2

Wake = Callable[[], None]


class StreamWatcher:
    """Implements `Watcher`; made and used in one event loop."""

    def __init__(self, url: str) -> None:
        self._client = redis.asyncio.Redis.from_url(
            url, socket_connect_timeout=CONNECT_S, socket_timeout=ANSWER_S
        )
        self._wakes: dict[bytes, list[Wake]] = {}
        self._news: redis.asyncio.client.PubSub | None = None
        self._tasks = {asyncio.create_task(self._listen()), asyncio.create_task(self._look())}

    def watch(self, run_id: str, wake: Wake) -> Callable[[], None]:
        """Call `wake` in the event loop after every change; returns the function that ends it."""
        channel = CHANNEL + run_id.encode()
        self._wakes.setdefault(channel, []).append(wake)
        if len(self._wakes[channel]) == 1:
            self._soon(self._subscribe(channel))

        def stop() -> None:
            self._wakes[channel].remove(wake)
            if not self._wakes[channel]:
                del self._wakes[channel]
                self._soon(self._unsubscribe(channel))

        return stop

    def close(self) -> None:
        """Wake nobody any more."""
        for task in self._tasks:
            task.cancel()

    async def _listen(self) -> None:
        """Listen for as long as the process lives, on a new connection when one breaks."""
        said = ""
        while True:
            try:
                async with self._client.pubsub() as news:
                    await self._hear(news)
            except (*AWAY, OSError):
                said = ""
            except Exception as error:  # whatever it is, the next connection may do
                if said != str(error):
                    log.exception("news of runs cannot be heard; trying again")
                said = str(error)
            self._news = None
            await asyncio.sleep(AGAIN_S)

    async def _hear(self, news: redis.asyncio.client.PubSub) -> None:
        # Nobody speaks on the bare channel; it keeps the connection listening.
        known = set(self._wakes)
        await news.subscribe(CHANNEL, *known)
        self._news = news
        if missed := set(self._wakes) - known:  # watched since, while there was no connection
            await news.subscribe(*missed)
        self._wake_all()
        while True:
            message = await news.get_message(timeout=None)
            if message is not None:
                _call(self._wakes.get(message["channel"], ()))

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(SAFETY_S)
            self._wake_all()

    def _wake_all(self) -> None:
        for wakes in list(self._wakes.values()):
            _call(wakes)

    async def _subscribe(self, channel: bytes) -> None:
        """Hear of one more run; what was said meanwhile is looked for at once."""
        if self._news is not None:
            with contextlib.suppress(*AWAY, OSError):
                await self._news.subscribe(channel)
        _call(self._wakes.get(channel, ()))

    async def _unsubscribe(self, channel: bytes) -> None:
        if self._news is not None and channel not in self._wakes:
            with contextlib.suppress(*AWAY, OSError):
                await self._news.unsubscribe(channel)

    def _soon(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _call(wakes: Iterable[Wake]) -> None:
    """Wake them all, though one should fail."""
    for wake in list(wakes):
        try:
            wake()
        except Exception:
            log.exception("a reader could not be woken")
