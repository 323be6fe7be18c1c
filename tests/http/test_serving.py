"""Real server processes: slow clients, killed workers, prompt ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.events import Done, Metrics
from tests.http.fakes import begin, make_site, say
from tests.http.serving import Gunicorn, Watcher, get, serve
from webapp.api.site import Site

pytestmark = pytest.mark.serving


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Gunicorn]]:
    folder = tmp_path_factory.mktemp("data")
    site = make_site(folder)
    with serve(folder) as server:
        yield site, server


def test_fifty_slow_bodies_hold_nobody_up(running: tuple[Site, Gunicorn]) -> None:
    _, server = running
    head = b"POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(50)]
    try:
        for link in slow:
            link.sendall(head + b'Content-Length: 1000\r\n\r\n{"demo"')
        time.sleep(0.3)
        health = [get(server.port, "/healthz")[2] for _ in range(30)]
        flask = [get(server.port, "/api/demos")[0] for _ in range(5)]
        for link in slow:
            link.sendall(b" ")
        health += [get(server.port, "/healthz")[2] for _ in range(30)]
    finally:
        for link in slow:
            link.close()
    assert flask == [200] * 5
    assert statistics.median(health) < 0.01
    assert sorted(health)[-2] < 0.05  # one outlier of sixty is the machine's own


def test_what_is_not_http_gets_no_five_hundred(running: tuple[Site, Gunicorn]) -> None:
    _, server = running
    asked = {
        b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n": 414,
        b"GET /api/demos?q=" + b"a" * 7000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n": 414,
        b"GET /api/demos HTTP/1.1\r\nHost: evil.example\r\n\r\n": 421,
        b"GET /static/../webapp/errors/page.py HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n": 404,
        b"GET /static/%2e%2e/webapp/errors/page.py HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n": 404,
        b"GET /api/demos/x/events?a=\xff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n": 400,
        b"GET /api/demos/x/events?a=%ff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n": 404,
        b"\x16\x03\x01\x00\xa5\r\n\r\n": 400,
    }
    for request, status in asked.items():
        with socket.create_connection(("127.0.0.1", server.port), 5) as link:
            link.sendall(request)
            assert int(link.recv(4096).split(b" ", 2)[1]) == status, request[:40]


def test_a_body_that_is_too_large_still_hears_why(running: tuple[Site, Gunicorn]) -> None:
    _, server = running
    head = "POST /api/images HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/png\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 5) as link:
        link.sendall(f"{head}Content-Length: {20 << 20}\r\n\r\n".encode())
        link.sendall(bytes(20 << 20))
        assert link.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_a_hundred_clients_and_killed_workers_lose_and_double_nothing(
    running: tuple[Site, Gunicorn],
) -> None:
    site, server = running
    runs = [site.store.submit("somebody", "trains", {}).id for _ in range(2)]
    one = [Watcher(server.port, f"/api/runs/{runs[0]}/events") for _ in range(80)]
    many = [
        Watcher(server.port, f"/api/events?on=run.{runs[0]}&on=run.{runs[1]}", last="")
        for _ in range(20)
    ]

    async def scene() -> None:
        watching = [asyncio.ensure_future(w.watch()) for w in one + many]
        for step in range(60):
            for run_id in runs:
                say(site, run_id, [Metrics(step, {"loss": 1.0})] if step else begin(run_id))
            if step in (10, 30):  # the trainer dies within a frame; the next one cuts it off
                with site.log.path(runs[0]).open("ab") as file:
                    file.write(b"id: 9999\nevent: metr")
            for worker in {20: server.workers[:1], 40: server.workers}.get(step, []):
                os.kill(worker, signal.SIGKILL)
            await asyncio.sleep(0.03)
        for run_id in runs:
            say(site, run_id, [Done("finished")])
        async with asyncio.timeout(20):
            await asyncio.gather(*watching)

    asyncio.run(scene())
    whole, _ = site.log.read(runs[0], 0, 1 << 20)
    frames = [frame + b"\n\n" for frame in whole.split(b"\n\n") if frame]
    assert all(watcher.events == frames for watcher in one)
    assert all(watcher.connections >= 2 for watcher in one + many)  # all were cut off
    both = len(frames) + site.log.read(runs[1], 0, 1 << 20)[0].count(b"\n\n")
    assert all(len(set(w.ids)) == len(w.ids) == both for w in many)


def test_watchers_cost_one_reader_and_leave_no_trace(running: tuple[Site, Gunicorn]) -> None:
    site, server = running
    run_id = site.store.submit("somebody", "trains", {}).id
    say(site, run_id, begin(run_id))

    async def scene() -> None:
        watchers = [Watcher(server.port, f"/api/runs/{run_id}/events") for _ in range(50)]
        tasks = [asyncio.ensure_future(w.watch()) for w in watchers]
        async with asyncio.timeout(5):
            while not all(w.ids for w in watchers):
                await asyncio.sleep(0.02)
        await asyncio.to_thread(wait_for, server, b"\nlab_streams 50.0\n")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(scene())
    wait_for(server, b"\nlab_streams 0.0\n")


def wait_for(server: Gunicorn, line: bytes) -> None:
    """Until the numbers say so: those of other processes are up to a second old."""
    until = time.monotonic() + 5
    while line not in get(server.port, "/metrics")[1]:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_the_server_ends_within_seconds_although_streams_are_open(tmp_path: Path) -> None:
    site = make_site(tmp_path)
    run_id = site.store.submit("somebody", "trains", {}).id
    say(site, run_id, begin(run_id))
    with serve(tmp_path) as server, socket.create_connection(("127.0.0.1", server.port)) as link:
        asked = f"GET /api/runs/{run_id}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        link.sendall(asked.encode())
        assert b"200" in link.recv(4096)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(10)
        assert time.monotonic() - begun < 3
