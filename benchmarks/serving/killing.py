"""Trainers and web processes are killed, then everything at once; what the watchers heard."""

from __future__ import annotations

import contextlib
import http.client
import signal
import threading
import time
from pathlib import Path
from typing import Any

import psutil

from benchmarks.control import LINEAR, Person
from benchmarks.serving.hall import Hall, hall, start
from benchmarks.serving.load import crowd, stream_of
from benchmarks.serving.machine import Machine, seconds_of
from benchmarks.serving.watching import caps_for, verdict

WATCHERS, KILLS, ASKED_S = 200, 5, 5.0
BETWEEN_S = 5.0  # a checkpoint is written meanwhile, and the dead trainer is back
PACED = {**LINEAR, "speed": "20", "batch": "512"}  # so slow that the log has room for every step


class Ear:
    """Hears a run to its end, from where it stood after every cut, and keeps when what came."""

    def __init__(self, here: Hall, run: str) -> None:
        self._port, self._run, self._last = here.port, run, "0"
        self.heard: list[tuple[str, float]] = []
        self._over = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                self._connect()
            time.sleep(0.02)

    def _connect(self) -> None:
        link = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        link.request("GET", f"/api/runs/{self._run}/events?after={self._last}")
        id = name = ""
        for line in link.getresponse():
            if line.startswith(b"id: "):
                id = line[4:].strip().decode()
            elif line.startswith(b"event: "):
                name = line[7:].strip().decode()
            elif line.startswith(b"data: "):
                self.heard.append((name, time.perf_counter()))
                self._last = id

    def stop(self) -> None:
        """Ask no more."""
        self._over.set()

    def again_after(self, at: float) -> float:
        """When the run spoke of a new step after it had begun again; TimeoutError after 60 s."""
        while time.perf_counter() < at + 60:
            fresh = [(name, when) for name, when in list(self.heard) if when > at]
            begun = next((k for k, (name, _) in enumerate(fresh) if name == "start"), None)
            if begun is not None:
                for name, when in fresh[begun:]:
                    if name == "metrics":
                        return when
            time.sleep(0.01)
        raise TimeoutError("expected the run to go on within 60 s")


def holder(here: Hall) -> psutil.Process:
    """The trainer that works: only one run trains, so it is the busiest."""
    before = {process: seconds_of(process) for process in here.processes("webapp.trainer")}
    time.sleep(1)
    return max(before, key=lambda process: seconds_of(process) - before[process])


def kill_trainer(here: Hall, ear: Ear) -> float:
    """Seconds until the run goes on."""
    time.sleep(BETWEEN_S)
    victim = holder(here)
    at = time.perf_counter()
    victim.send_signal(signal.SIGKILL)
    return ear.again_after(at) - at


def kill_web(here: Hall) -> None:
    """One of the web processes."""
    family = here.processes("gunicorn")
    parents = {process.pid for process in family}
    next(process for process in family if process.ppid() in parents).send_signal(signal.SIGKILL)
    time.sleep(3)


def kill_everything(here: Hall, ear: Ear) -> float:
    """The supervisor, whose children die with it; seconds until a new one's run goes on."""
    time.sleep(BETWEEN_S)
    at = time.perf_counter()
    here.server.process.send_signal(signal.SIGKILL)
    here.server.process.wait()
    here.server.start()
    return ear.again_after(at) - at


def curve(here: Hall, run: str) -> str:
    """What the log says of the steps, points after a new start dropped as a page drops them."""
    steps, twice = list[int](), 0
    for name, data, _ in Person(here.server).events(run):
        if name == "start":
            steps = [step for step in steps if step <= data["step"]]
        elif name == "metrics" and "loss" in data["values"]:
            fresh = data.get("rows", {"step": [data["step"]]})["step"]
            twice += len(set(fresh) & set(steps))
            steps += fresh
    missing = steps[-1] - len(set(steps))
    return f"{steps[-1]} steps, {missing} missing, {twice} twice"


def measure(program: Path) -> dict[str, Any]:
    """The rows of every death."""
    with hall(**caps_for(WATCHERS)) as here:
        owner = here.person()
        run = start(owner, "cifar10", PACED)
        asked = {"port": here.port, "clients": WATCHERS, "ramp": 400, "retry": 1000}
        with crowd(program, [stream_of(run)], **asked, seconds=10_000) as people:
            people.wait_until_there()
            ear = Ear(here, run)
            with Machine() as machine:
                gone = [kill_trainer(here, ear) for _ in range(KILLS)]
                kill_web(here)
            whole = kill_everything(here, ear)
            ear.stop()
            time.sleep(2)
            owner = again(owner, here)
            owner.call("PATCH", f"/api/runs/{run}", {"command": "stop"})
            heard = people.figures()
        said = {"machine": machine.said(), "caps set": here.said_of_caps()}
        return rows(heard, gone, whole, curve(here, run)) | said


def again(person: Person, here: Hall) -> Person:
    """The same person on a new connection."""
    fresh = Person(here.server)
    fresh.cookie = person.cookie
    return fresh


def rows(heard: dict[str, Any], gone: list[float], whole: float, steps: str) -> dict[str, Any]:
    """The table."""
    streams = heard["streams"]
    alike = streams["least_id"] == streams["last_id"]
    right = alike and streams["gaps"] == streams["doubles"] == 0 and "0 missing, 0 twice" in steps
    met = verdict(max(gone), ASKED_S) if right else "MISSED"
    return {
        "trainer killed (SIGKILL), s until the next step": ", ".join(f"{s:.2f}" for s in gone),
        "asked": f"within {ASKED_S:g} s, 0 events lost, 0 doubled: {met}",
        "everything killed and started again at once, s": whole,
        "watchers through it all, one web process killed too": heard["clients"],
        "events heard": streams["events"],
        "lost / doubled": f"{streams['gaps']} / {streams['doubles']}",
        "all heard the last event": "yes" if alike else "NO",
        "the curve": steps,
    }
