"""What all who rest are told at once: the same bytes, nothing lost or doubled, nobody held up."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

import pytest

from engine.events import Done, Event, Frame, Metrics
from tests.http.fakes import Client, begin, say
from tests.http.wired import Ear, wired
from webapp.api.site import Site
from webapp.front import hub as hubs
from webapp.front import rounds, streams
from webapp.front.counters import Counters
from webapp.front.listeners import Subscriber, frame
from webapp.front.threads import Threads
from webapp.runs import watch


def steps(first: int, end: int) -> list[Event]:
    return [Metrics(step, {"loss": 1 / (step + 1)}, time.time(), 0.0) for step in range(first, end)]


def new_run(site: Site) -> str:
    run_id = site.store.submit("somebody", "trains", {}).id
    say(site, run_id, begin(run_id))
    return run_id


def log_of(site: Site, run_id: str) -> list[bytes]:
    data, _ = site.log.read(run_id, 0, 1 << 25)
    return [part + b"\n\n" for part in data.split(b"\n\n")[:-1]]


async def settled(client: Client, count: int) -> None:
    """Until so many streams rest, all having heard what there is."""
    hub = client.front.open().hub
    async with asyncio.timeout(5):
        while sum(one.resting for one in hub._everyone) != count:
            await asyncio.sleep(0.005)


@pytest.fixture(params=[True, False], ids=["a file", "another machine's log"])
def site(site: Site, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The site whose log is read at once, and the one whose log is read in a thread."""
    monkeypatch.setattr(type(site.log), "near", request.param)
    return site


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What streams read for themselves, because nobody told them."""
    read: list[bytes] = []
    frames = streams._Out.frames

    async def noted(out: Any, data: bytes, source: str) -> None:
        read.append(data)
        await frames(out, data, source)

    monkeypatch.setattr(streams._Out, "frames", noted)
    return read


def test_all_who_rest_are_told_the_same_bytes(
    client: Client, site: Site, read: list[bytes]
) -> None:
    async def scene() -> None:
        run_id = new_run(site)
        one, many = f"/api/runs/{run_id}/events", f"/api/events?on=run.{run_id}"
        asked = [(one, "1.1"), (many, "1.1"), (one, "1.0"), (many, "1.0")] * 3
        async with wired(client.front) as (port, _), contextlib.AsyncExitStack() as open_ones:
            ears = [await open_ones.enter_async_context(Ear(port, *ask)) for ask in asked]
            for ear in ears:
                await ear.hear(3)
            await settled(client, len(ears))
            assert len(read) == len(ears)  # each its history
            for step in range(20):
                say(site, run_id, steps(step, step + 1))
                for ear in ears:
                    await ear.hear(4 + step)
            assert len(read) == len(ears)  # and none anything else
            assert client.front.counters.events == 23 * len(ears)
            assert sum(client.front.counters.lags.counts) == 20 * len(ears)
            say(site, run_id, [Done("finished")])
            for ear in ears:
                await ear.hear_all()
        assert all(ear.events == log_of(site, run_id) for ear in ears[::2])
        whole = (await client.get(many)).body  # by a client without a wire
        assert all(ear.body == whole for ear in ears[1::2])

    client.run(scene())


def test_the_last_event_ends_the_answer_and_not_the_connection(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = new_run(site)
        path = f"/api/events?on=run.{run_id}"
        async with wired(client.front) as (port, _), Ear(port, path) as ear:
            await ear.hear(3)
            await settled(client, 1)
            say(site, run_id, [*steps(0, 2), Done("finished")])
            assert len(await ear.hear_all()) == 6
            assert (await ear.ask_again()).startswith(b"HTTP/1.1 200 ")
            async with Ear(port, path, last=ear.last) as again:
                assert again.head.startswith(b"HTTP/1.1 204 ")

    client.run(scene())


@pytest.mark.parametrize("path", ["/api/runs/{}/events", "/api/events?on=run.{}"])
def test_a_slow_client_beside_fast_ones(client: Client, site: Site, path: str) -> None:
    async def scene() -> None:
        run_id = new_run(site)
        path_of = path.format(run_id)
        async with (
            wired(client.front) as (port, stub),
            Ear(port, path_of) as slow,
            Ear(port, path_of) as quick,
        ):
            await slow.hear(3)
            held = []
            for step in range(400):  # 8 MB: more than the kernel keeps for anybody
                say(site, run_id, [Frame("large", step, "x" * 20_000)])
                await quick.hear(4 + step)
                held += [c.transport.get_write_buffer_size() for c in stub.connections]
            assert 1 << 16 < max(held) < (1 << 16) + 4 * 21_000  # no queue grows for the slow one
            say(site, run_id, [Done("finished")])
            heard, rest = await quick.hear_all(), await slow.hear_all()
        assert rest == heard
        assert len(heard) == len(log_of(site, run_id))

    client.run(scene())


def test_who_comes_again_in_the_middle_misses_nothing(client: Client, site: Site) -> None:
    async def scene() -> None:
        a, b = new_run(site), new_run(site)
        path = f"/api/events?on=run.{a}&on=run.{b}"
        heard: list[bytes] = []
        async with wired(client.front) as (port, _), Ear(port, path) as stays:
            await stays.hear(6)
            last = ""
            for step in range(30):
                async with Ear(port, path, last=last) as ear:
                    if step % 3:
                        await settled(client, 2)
                    for run_id in (a, b, a):
                        say(site, run_id, steps(step, step + 1))
                    await ear.hear(2)
                    heard, last = heard + ear.events, ear.last
            for run_id in (a, b):
                say(site, run_id, [Done("finished")])
            async with Ear(port, path, last=last) as ear:
                heard += await ear.hear_all()
            stayed = await stays.hear_all()
        for source in (a, b):
            mark = f'data: {{"on":"run.{source}"'.encode()
            told = [[e.split(b"event: ")[1] for e in es if mark in e] for es in (heard, stayed)]
            assert told[0] == told[1]
            assert len(told[0]) == len(log_of(site, source))

    client.run(scene())


def test_a_round_of_many_turns_tells_each_everything_once(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch, read: list[bytes]
) -> None:
    monkeypatch.setattr(rounds, "AT_ONCE", 2)
    monkeypatch.setattr(watch, "SAFETY_S", 60)  # nothing is told by luck

    async def scene() -> None:
        run_id = new_run(site)
        path = f"/api/events?on=run.{run_id}"
        async with wired(client.front) as (port, _), contextlib.AsyncExitStack() as open_ones:
            ears = [await open_ones.enter_async_context(Ear(port, path)) for _ in range(15)]
            for ear in ears:
                await ear.hear(3)
            await settled(client, 15)
            follower = client.front.open().hub._followers[run_id]
            for step in range(60):
                say(site, run_id, steps(step, step + 1))
                follower.wake()
                for _ in range(step % 4):  # the next news comes at every point of a round
                    await asyncio.sleep(0)
            for ear in ears:
                await ear.hear(63)
            say(site, run_id, steps(60, 61))
            follower.wake()
            await asyncio.sleep(0)  # some have been told this, and nothing follows the next
            say(site, run_id, [Done("finished")])
            for ear in ears:
                await ear.hear_all()
        assert len(read) == 15
        assert all(len(ear.events) == 65 for ear in ears)
        assert len({bytes(ear.body) for ear in ears}) == 1

    client.run(scene())


def test_more_than_fits_at_once_is_read_in_parts(
    client: Client, site: Site, read: list[bytes]
) -> None:
    async def scene() -> None:
        run_id = new_run(site)
        async with wired(client.front) as (port, _), Ear(port, f"/api/runs/{run_id}/events") as ear:
            await ear.hear(3)
            await settled(client, 1)
            read.clear()
            say(site, run_id, [Frame("large", 0, "x" * rounds.MOST), Done("finished")])
            assert await ear.hear_all() == log_of(site, run_id)
            assert len(read) == 1

    client.run(scene())


def test_a_deletion_and_the_end_of_the_server_reach_who_rests(client: Client, site: Site) -> None:
    async def scene() -> None:
        gone, stays = new_run(site), new_run(site)
        async with (
            wired(client.front) as (port, _),
            Ear(port, f"/api/events?on=run.{gone}") as first,
            Ear(port, f"/api/events?on=run.{stays}") as second,
        ):
            await settled(client, 2)
            site.store.delete(gone)
            await first.hear_all()
            assert not second.over
            client.front.end_streams()
            await second.hear_all()
            assert (len(first.events), len(second.events)) == (3, 3)

    client.run(scene())


def test_only_silence_is_kept_alive(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "KEEP_ALIVE_S", 0.4)

    async def scene() -> None:
        silent, busy = new_run(site), new_run(site)
        async with (
            wired(client.front) as (port, _),
            Ear(port, f"/api/events?on=run.{silent}") as one,
            Ear(port, f"/api/events?on=run.{busy}") as other,
        ):
            await settled(client, 2)
            for step in range(30):
                say(site, busy, steps(step, step + 1))
                await other.hear(4 + step)
                await asyncio.sleep(0.04)
            say(site, silent, [Done("finished")])
            await one.hear_all()
        assert other.body.count(b": ka\n\n") == 0
        assert 2 <= one.body.count(b": ka\n\n") <= 4

    client.run(scene())


def test_a_client_that_left_is_told_nothing(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = new_run(site)
        hub = client.front.open().hub
        async with wired(client.front) as (port, stub):
            async with Ear(port, f"/api/events?on=run.{run_id}") as ear:
                await ear.hear(3)
                await settled(client, 1)
                stub.connections[0].transport.abort()
                say(site, run_id, steps(0, 1))
                hub._followers[run_id].wake()
            async with asyncio.timeout(5):
                while len(hub):
                    await asyncio.sleep(0.01)
        assert hub.followers == 0

    client.run(scene())


class Link:
    """A wire that keeps what was written."""

    chunked, free = True, True

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, framed: bytes) -> None:
        self.written.append(framed)


def test_who_is_at_work_is_woken_and_not_written_to(site: Site) -> None:
    run_id = new_run(site)

    async def scene() -> None:
        hub = hubs.Hub(site.log, site.log.watcher(), Threads("disk", 1), Counters())
        wire = Link()
        one = Subscriber({f"run.{run_id}": 0}, wire=wire)
        with hub.follow(one, [run_id]) as (follower,):
            while (found := await follower.read(one.after[follower.source], 0.0))[0]:
                one.after[follower.source] = found[1]
            say(site, run_id, steps(0, 1))
            follower.wake()  # while it reads, or sends
            async with asyncio.timeout(5):
                await one.news.wait()
            assert wire.written == []
            await one.rest()
            assert not one.resting
            _, one.after[follower.source] = await follower.read(one.after[follower.source], 0.0)
            one.news.clear()
            asleep = asyncio.ensure_future(one.rest())
            await asyncio.sleep(0)
            say(site, run_id, steps(1, 2))
            follower.wake()
            async with asyncio.timeout(5):
                while not wire.written:
                    await asyncio.sleep(0.005)
            assert (len(wire.written), one.resting) == (1, True)
        assert not one.resting
        asleep.cancel()
        hub.close()
        hub.watcher.close()

    asyncio.run(scene())


def test_who_is_to_hear_the_same_has_the_same_key() -> None:
    one, other = (Subscriber({"run.a": 1}, wire=Link()) for _ in range(2))
    assert one.key == other.key
    other.after["run.a"] = 2
    assert one.key != other.key
    assert one.key != Subscriber({"run.a": 1}, tagged=True, wire=Link()).key
    places = [(1, 1), (1, 2), (2, 1)]
    both = [Subscriber({"run.a": a, "run.b": b}, tagged=True, wire=Link()) for a, b in places]
    assert len({two.key for two in both}) == 3
    assert frame(b"x" * 26, chunked=True) == b"1a\r\n" + b"x" * 26 + b"\r\n"
    assert frame(b"x", chunked=False) == b"x"
