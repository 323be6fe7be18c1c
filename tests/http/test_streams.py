"""Event streams: whole frames, exact resumption, several runs in one, limits, leaving."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.events import Done, Event, Metrics
from tests.http.fakes import TOKEN, Client, begin, make_front, make_site, say
from webapp.api.site import Site
from webapp.front import hub as hubs
from webapp.front.counters import Counters
from webapp.front.hub import Hub
from webapp.front.listeners import Subscriber
from webapp.front.quota import Quota
from webapp.front.threads import Threads


async def start(client: Client) -> str:
    reply = await client.post("/api/runs", {"demo": "trains"})
    return str(reply.json["id"])


def steps(first: int, count: int) -> list[Event]:
    return [Metrics(step, {"loss": 1 / (step + 1)}) for step in range(first, first + count)]


def heard(frames: list[dict[str, str]]) -> list[int]:
    return [json.loads(f["data"])["step"] for f in frames if f["event"] == "metrics"]


def test_history_first_then_what_happens(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = await start(client)
        say(site, run_id, begin(run_id) + steps(0, 50))
        async with client.stream(f"/api/runs/{run_id}/events") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            assert stream.headers["x-accel-buffering"] == "no"
            assert stream.headers["cache-control"] == "no-cache"
            await stream.until(lambda: len(heard(stream.frames)) == 50)
            assert stream.data.startswith(b"retry: ")
            for step in range(50, 60):
                say(site, run_id, steps(step, 1))
            await stream.until(lambda: len(heard(stream.frames)) == 60)
            assert heard(stream.frames) == list(range(60))
            say(site, run_id, [Done("finished")])
            async with asyncio.timeout(5):
                await stream.ended.wait()
        last = stream.frames[-1]["id"]
        url = f"/api/runs/{run_id}/events"
        assert (await client.get(url, last_event_id=last)).status == 204
        assert (await client.get(f"{url}?after={last}")).status == 204

    client.run(scene())


def test_a_stream_resumes_at_any_id(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = await start(client)
        say(site, run_id, begin(run_id) + steps(0, 20) + [Done("finished")])
        whole = await client.get(f"/api/runs/{run_id}/events")
        frames = [f for f in whole.body.split(b"\n\n") if f.startswith(b"id: ")]
        for seen in range(len(frames) - 1):
            at = frames[seen].split(b"\n")[0][4:].decode()
            rest = await client.get(f"/api/runs/{run_id}/events", last_event_id=at)
            assert [f for f in rest.body.split(b"\n\n") if f.startswith(b"id: ")] == frames[
                seen + 1 :
            ]

    client.run(scene())


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "7", "1" * 19, "\u06f1"])
def test_positions_we_never_gave_are_refused(client: Client, site: Site, after: str) -> None:
    async def scene() -> None:
        run_id = await start(client)
        say(site, run_id, begin(run_id))
        reply = await client.get(f"/api/runs/{run_id}/events?after={after}")
        assert (reply.status, reply.json["error"]) == (400, "bad_position")
        reply = await client.get(f"/api/events?on=run.{run_id}&after=run.{run_id}@{after}")
        assert (reply.status, reply.json["error"]) == (400, "bad_position")

    client.run(scene())


def test_a_position_beyond_the_end_starts_anew(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = await start(client)
        say(site, run_id, begin(run_id))
        async with client.stream(f"/api/runs/{run_id}/events?after=999999") as stream:
            await stream.until(lambda: len(stream.frames) == 3)

    client.run(scene())


def test_several_runs_in_one_stream(client: Client, site: Site) -> None:
    async def scene() -> None:
        a, b = await start(client), await start(client)
        for run_id in (a, b):
            say(site, run_id, begin(run_id) + steps(0, 10))
        url = f"/api/events?on=run.{a}&on=run.{b}"
        async with client.stream(url) as stream:
            await stream.until(lambda: len(stream.frames) == 26)
        per_run: dict[str, list[int]] = {f"run.{a}": [], f"run.{b}": []}
        for frame in stream.frames:
            data = json.loads(frame["data"])
            if frame["event"] == "metrics":
                per_run[data["on"]].append(data["step"])
        assert all(said == list(range(10)) for said in per_run.values())
        middle = stream.frames[15]["id"]
        assert {part.split("@")[0] for part in middle.split(",")} == {f"run.{a}", f"run.{b}"}
        say(site, a, [Done("finished")])
        say(site, b, [Done("finished")])
        rest = await client.get(url, last_event_id=middle)
        seen = [f.split(b"data: ")[1] for f in rest.body.split(b"\n\n") if f.startswith(b"id: ")]
        for source in per_run:
            rest_of = [json.loads(d) for d in seen if f'"{source}"'.encode() in d]
            missed = [json.loads(f["data"]) for f in stream.frames[16:]]
            expected = [said for said in missed if said["on"] == source]
            assert rest_of == [*expected, {"on": source, "reason": "finished"}]
        last = [f for f in rest.body.split(b"\n\n") if f.startswith(b"id: ")][-1]
        at = last.split(b"\n")[0][4:].decode()
        assert (await client.get(url, last_event_id=at)).status == 204

    client.run(scene())


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 400, "bad_params"),
        ("on=run.nothing", 404, "unknown_source"),
        ("on=room.a", 404, "unknown_source"),
        ("on=%ff", 404, "unknown_source"),
        ("&".join(f"on=run.{n}" for n in range(33)), 400, "bad_params"),
    ],
)
def test_bad_sources_are_named(client: Client, query: str, status: int, code: str) -> None:
    reply = client.run(client.get(f"/api/events?{query}"))
    assert (reply.status, reply.json["error"]) == (status, code)


def test_torn_frames_are_never_heard(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = await start(client)
        size = say(site, run_id, begin(run_id))
        path = site.log.path(run_id)
        async with client.stream(f"/api/runs/{run_id}/events") as stream:
            await stream.until(lambda: len(stream.frames) == 3)
            with path.open("ab") as file:  # the writer dies in the middle of a frame
                file.write(b'id: 999\nevent: metrics\ndata: {"step"')
            await asyncio.sleep(0.1)
            assert len(stream.frames) == 3
            say(site, run_id, steps(0, 1))  # the next writer cuts the torn frame off
            await stream.until(lambda: len(stream.frames) == 4)
            assert heard(stream.frames) == [0]
            assert int(stream.frames[-1]["id"]) > size

    client.run(scene())


def test_silence_is_kept_alive(client: Client, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "KEEP_ALIVE_S", 0.05)

    async def scene() -> None:
        run_id = await start(client)
        async with client.stream(f"/api/runs/{run_id}/events") as stream:
            await stream.until(lambda: stream.data.count(b": ka\n\n") >= 2)

    client.run(scene())


def test_one_reader_for_all_and_none_when_they_left(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = await start(client)
        hub = client.front.open().hub
        clients = [Client(client.front) for _ in range(20)]
        streams = [c.stream(f"/api/runs/{run_id}/events") for c in clients]
        for stream in streams:
            await stream.__aenter__()
        async with asyncio.timeout(2):
            while len(hub) < 20:
                await asyncio.sleep(0.01)
        assert hub.followers == 1
        for stream in streams:
            await stream.__aexit__(None, None, None)
        assert (len(hub), hub.followers) == (0, 0)

    client.run(scene())


def test_limits_of_streams(tmp_path: Path) -> None:
    site = make_site(tmp_path, streams=4, streams_per_session=2, streams_per_address=3)
    client = Client(make_front(site))

    async def scene() -> None:
        run_id = await start(client)
        url = f"/api/runs/{run_id}/events"
        neighbour, stranger = Client(client.front), Client(client.front, "10.0.0.2")
        async with client.stream(url), client.stream(url):
            refused = await client.get(url)
            assert (refused.status, refused.json["error"]) == (429, "streams")
            assert int(refused.headers["retry-after"]) > 0
            async with neighbour.stream(url):
                assert (await Client(client.front).get(url)).status == 429
                async with stranger.stream(url):
                    assert (await Client(client.front, "10.0.0.3").get(url)).status == 429
        async with client.stream(url) as again:
            assert again.status == 200

    client.run(scene())
    client.close()


def test_places_are_counted_over_processes_and_freed_by_their_death(tmp_path: Path) -> None:
    path = tmp_path / "places"
    script = (
        "import sys; from webapp.front.quota import Quota\n"
        "q = Quota(open(sys.argv[1], 'ab'), 'x', 3)\n"
        "print(q._take('k'), q._take('k'), flush=True); sys.stdin.read()"
    )
    with (
        path.open("ab") as file,
        subprocess.Popen(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as other,
    ):
        assert other.stdout is not None
        assert other.stdout.readline() == "True True\n"
        quota = Quota(file, "x", 3)
        assert [quota._take("k"), quota._take("k"), quota._take("else")] == [True, False, True]
        other.kill()
        other.wait()
        assert quota._take("k")


def test_streams_end_when_the_server_does(client: Client) -> None:
    async def scene() -> None:
        run_id = await start(client)
        async with client.stream(f"/api/runs/{run_id}/events") as stream:
            client.front.end_streams()
            async with asyncio.timeout(1):
                await stream.ended.wait()

    client.run(scene())


def test_a_deleted_run_ends_its_streams(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = await start(client)
        say(site, run_id, begin(run_id))
        async with client.stream(f"/api/runs/{run_id}/events") as stream:
            await stream.until(lambda: len(stream.frames) == 3)
            await client.ask("DELETE", f"/api/runs/{run_id}")
            async with asyncio.timeout(3):
                await stream.ended.wait()
        assert (await client.get(f"/api/runs/{run_id}/events")).status == 404

    client.run(scene())


def test_who_reads_ahead_of_the_news_takes_nothing_from_the_slow(site: Site) -> None:
    run = site.store.submit("somebody", "trains", {})

    async def scene() -> tuple[bytes, bytes]:
        hub = Hub(site.log, site.log.watcher(), Threads("disk", 1), Counters())
        with hub.follow(Subscriber({}), [run.id]) as (follower,):
            _, begin_at = await follower.read(0, 0.0)
            await follower.read(begin_at, 0.0)  # caught up: from here on there is a tail
            say(site, run.id, steps(0, 1))
            follower.wake()
            say(site, run.id, steps(1, 1))  # nobody has been told yet
            ahead, at = await follower.read(0, 0.0)
            await follower.read(at, 0.0)
            slow, at = await follower.read(begin_at, 0.0)
            slow += (await follower.read(at, 0.0))[0]
        hub.close()
        hub.watcher.close()
        return ahead, slow

    ahead, slow = asyncio.run(scene())
    assert slow == ahead[-len(slow) :]
    assert slow.count(b"event: metrics") == 2


@pytest.mark.parametrize("inotify", [True, False])
def test_both_ways_to_notice_growth(site: Site, inotify: bool) -> None:
    run = site.store.submit("somebody", "trains", {})

    async def scene() -> list[bytes]:
        hub = Hub(site.log, site.log.watcher(inotify=inotify), Threads("disk", 1), Counters())
        assert hub.watcher.polls is not inotify
        got = []
        subscriber = Subscriber({})
        with hub.follow(subscriber, [run.id]) as (follower,):
            data, position = await follower.read(0, 0.0)
            assert await follower.read(position, 0.0) == (b"", position)
            for step in range(5):
                subscriber.news.clear()
                say(site, run.id, steps(step, 1))
                async with asyncio.timeout(1):
                    await subscriber.news.wait()
                data, position = await follower.read(position, 0.0)
                got.append(data)
        hub.close()
        hub.watcher.close()
        return got

    got = asyncio.run(scene())
    assert [f'"step":{step}'.encode() in data for step, data in enumerate(got)] == [True] * 5


def test_a_client_that_reads_slowly_keeps_nobody_waiting(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = await start(client)
        say(site, run_id, begin(run_id))
        stuck = asyncio.Event()

        async def receive() -> Any:
            await stuck.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message.get("body"):
                await stuck.wait()

        scope = client.scope("GET", f"/api/runs/{run_id}/events", {}, b"")
        first = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive_first() -> Any:
            return first.pop() if first else await receive()

        slow = asyncio.ensure_future(client.front(scope, receive_first, send))
        async with Client(client.front).stream(f"/api/runs/{run_id}/events") as quick:
            say(site, run_id, steps(0, 30))
            await quick.until(lambda: len(heard(quick.frames)) == 30)
        stuck.set()
        await asyncio.wait_for(slow, 5)

    client.run(scene())


def test_the_tests_reach_the_real_store(site: Site) -> None:
    assert os.stat(site.folder / "secret").st_mode & 0o777 == 0o600
    assert site.identities.promote(site.identities.read(""), TOKEN) is not None
