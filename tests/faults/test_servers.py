"""The whole server: it ends quickly, goes on after anything, and says why when it cannot."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.conftest import DEMOS, Serve, alive, family, wait, within
from tests.faults.test_trainers import last_step, starts
from tests.runs.conftest import FolderBench
from tests.server import ROOT, free_port

pytestmark = pytest.mark.serving


def refusal(folder: Path, *command: str, **environment: str) -> str:
    """What a server that does not start says; it must say it within a few seconds."""
    done = subprocess.run(
        [*command, sys.executable, "-m", "webapp"],
        cwd=ROOT,
        env={**os.environ, **DEMOS, "DATA_DIR": str(folder), "TRAINERS": "1", **environment},
        capture_output=True,
        text=True,
        timeout=15,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_polite_end_takes_five_seconds_and_the_run_goes_on(
    serve: Serve, bench: FolderBench, sign: signal.Signals
) -> None:
    server = serve()
    id = bench.run(delay=5)
    paused = bench.run("bob")
    bench.lab.store.command(paused, "step", 3)
    wait(lambda: last_step(bench, id) > 30 and bench.state(paused) == "paused")
    everybody = family(server.process)
    limit = within(5)
    assert server.stop(sign) < limit
    assert alive(everybody) == []
    assert server.process.returncode == 0
    assert bench.state(id) == "queued"
    assert bench.state(paused) == "paused"
    step = last_step(bench, id)
    assert bench.parts.row(id)["step"] == step
    serve()
    wait(lambda: last_step(bench, id) > step + 20)
    assert starts(bench, id) == [0, step]


def test_kill_9_of_the_supervisor_takes_everything_and_the_next_start_goes_on(
    serve: Serve, bench: FolderBench
) -> None:
    server = serve()
    id = bench.run(delay=5)
    wait(lambda: last_step(bench, id) > 30)
    everybody = family(server.process)
    server.process.kill()
    server.process.wait()
    wait(lambda: not alive(everybody), within(5), "the end of the children")
    begin = time.monotonic()
    server.start()
    assert time.monotonic() - begin < within(5)
    wait(lambda: len(starts(bench, id)) == 2)
    steps = sorted(bench.losses(id))
    assert steps == list(range(1, len(steps) + 1))


def test_kill_9_of_a_web_process(serve: Serve, bench: FolderBench) -> None:
    server = serve()
    masters = [p for p in family(server.process)[1:] if "gunicorn" in p.cmdline()]
    workers = [p for p in masters if p.parent() in masters]
    workers[0].kill()
    wait(lambda: server.answers("/healthz"))
    master = next(p for p in masters if p not in workers)
    master.kill()
    wait(lambda: not alive(workers), within(5), "the end of its workers")
    wait(lambda: server.answers("/readyz"), within(10), "a new web server")
    assert "web ended (signal 9) and is started again" in server.said()


def test_the_second_start_takes_three_seconds_without_a_network(folder: Path) -> None:
    port = free_port()
    answered = (
        "import sys, time, urllib.request as u\n"
        f"url = 'http://127.0.0.1:{port}/readyz'\n"
        "end = time.monotonic() + 20\n"
        "while time.monotonic() < end:\n"
        "    try: u.urlopen(url, timeout=1); break\n"
        "    except OSError: time.sleep(0.02)\n"
        "else: sys.exit(1)\n"
    )
    script = 'ip link set lo up && { "$1" -m webapp & } && "$1" -c "$2"'
    took = []
    for _ in range(4):
        begin = time.monotonic()
        done = subprocess.run(
            [
                "unshare",
                "--net",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                script,
                "sh",
                sys.executable,
                answered,
            ],
            cwd=ROOT,
            env={**os.environ, **DEMOS, "DATA_DIR": str(folder), "PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        took.append(time.monotonic() - begin)
        assert done.returncode == 0, done.stdout + done.stderr
    assert min(took[1:]) < within(3)


def test_a_port_in_use(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refusal(folder, PORT=str(port))
    assert said == (
        f"Gradient Lab does not start. Port {port} is in use by another program: "
        f"choose another with PORT={port + 1}"
    )


def test_a_second_server_on_the_same_folder(serve: Serve, folder: Path) -> None:
    server = serve()
    said = refusal(folder, PORT=str(free_port()))
    assert f"Another Gradient Lab (process {server.process.pid}) already serves" in said
    assert server.answers("/healthz")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORT": "http"}, "PORT: expected a whole number of at least 1, got 'http'"),
        ({"HOST": "no.such.host.invalid"}, "Cannot listen on HOST=no.such.host.invalid"),
        ({"CERT": "/nowhere.pem"}, "CERT and KEY belong together"),
        ({"CERT": "/nowhere.pem", "KEY": "/nowhere.pem"}, "CERT: expected a file that can be read"),
    ],
)
def test_settings_that_cannot_be(folder: Path, environment: dict[str, str], sentence: str) -> None:
    assert sentence in refusal(folder, **environment)


def test_a_damaged_table_is_set_aside_and_the_run_goes_on(
    serve: Serve, bench: FolderBench, folder: Path
) -> None:
    id = bench.run(delay=2)
    bench.parts.db.connection().execute("pragma wal_checkpoint(truncate)")
    bench.close()
    (folder / "lab.db").write_bytes(b"\xff" * 20_000)
    server = serve()
    said = "The run table was damaged; it is now lab.db.broken-1. 1 runs were restored."
    assert said in server.said()
    again = FolderBench(folder)
    wait(lambda: last_step(again, id) > 5)
    assert again.lab.store.mine("ann")[0].id == id
    again.close()


def test_a_read_only_folder(folder: Path) -> None:
    script = f'mount -t tmpfs -o size=2m,ro none {folder} && exec "$@"'
    said = refusal(folder, "unshare", "--mount", "sh", "-c", script, "sh")
    assert said.startswith("Gradient Lab does not start. The data folder")
    assert "cannot be written (it is read-only)" in said


def test_a_full_disk_at_the_start(folder: Path) -> None:
    script = (
        f"mount -t tmpfs -o size=1m none {folder} && "
        f'{{ dd if=/dev/zero of={folder}/filler bs=4k 2>/dev/null; exec "$@"; }}'
    )
    said = refusal(folder, "unshare", "--mount", "sh", "-c", script, "sh")
    assert "The disk of the data folder" in said
    assert "is full: make room" in said
