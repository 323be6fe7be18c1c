"""Eight tabs of one browser on eight runs: one stream for all of them, over HTTP/1.1."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.lab import LINEAR, Lab, until
from tests.browser.visitor import Visitor

SLOW = {**LINEAR, "speed": "5"}
TABS = 8

# A tab knows of the streams it holds itself; through a shared worker it holds none.
COUNT_STREAMS = """
  window.streams = [];
  const { EventSource } = window;
  window.EventSource = class extends EventSource {
    constructor(url) { super(url); window.streams.push(this); }
  };
"""
NO_WORKER = "delete window.SharedWorker;"


def holds(lab: Lab) -> int:
    """How many open streams the tab holds itself."""
    return int(lab.js("window.streams.filter((stream) => stream.readyState !== 2).length"))


def eight_runs(visit: Visit, finished: str) -> list[str]:
    """Six runs of three people that go on, one that waits, one that is over."""
    ids = []
    for person in (visit(), visit(), visit()):
        ids += [person.start(**SLOW, seed=len(ids) + n) for n in (1, 2)]
    pauser = visit()
    waiting = pauser.start(**SLOW, seed=7)
    until(lambda: pauser.run(waiting)["step"] > 2, "a few steps")
    assert pauser.call("PATCH", f"/api/runs/{waiting}", {"command": "pause"})[0] == 200
    until(lambda: pauser.run(waiting)["state"] == "paused", "a pause")
    return [*ids, waiting, finished]


def tab(person: Visitor, run_id: str) -> Lab:
    """A tab that has begun to load."""
    page = person.context.new_page()
    asked = {"lang": "en", "run": run_id, "v.smooth": 0}
    page.goto(person.address("/demos/cifar10", **asked), wait_until="commit")
    return Lab(page)


def shows_its_own(person: Visitor, lab: Lab, run_id: str) -> None:
    """The tab stands where its own run does, with the first numbers of that run."""
    said = person.run(run_id)
    until(lambda: lab.step >= said["step"] and lab.state == said["state"], f"the run {run_id}")
    first = person.losses(run_id, most=1)
    until(lambda: lab.curve("loss")[:1] == first, "its own curve")


@pytest.mark.parametrize("way", ["worker", "tabs"])
def test_eight_tabs(visit: Visit, finished: str, way: str) -> None:
    ids = eight_runs(visit, finished)
    person = visit()
    person.context.add_init_script(COUNT_STREAMS + (NO_WORKER if way == "tabs" else ""))
    tabs = [tab(person, run_id) for run_id in ids]
    for lab, run_id in zip(tabs, ids, strict=True):
        lab.page.bring_to_front()
        shows_its_own(person, lab.ready(), run_id)
    assert [lab.state for lab in tabs] == ["running"] * 6 + ["paused", "done"]
    held = [holds(lab) for lab in tabs]
    assert sum(held) == (1 if way == "tabs" else 0)
    answer = "fetch('/healthz', { signal: AbortSignal.timeout(2000) }).then((r) => r.status)"
    assert [lab.js(answer) for lab in tabs] == [200] * TABS
    go_on(tabs[:6])
    if way == "tabs":
        leader = held.index(1)
        tabs.pop(leader).page.close()
        go_on(tabs[: 6 - (leader < 6)])
        assert sum(holds(lab) for lab in tabs) == 1
    else:
        tabs.pop(0).page.close()
        go_on(tabs[:5])


def go_on(tabs: list[Lab]) -> None:
    """Every one of these gets further."""
    goals = [lab.step + 6 for lab in tabs]
    for lab, goal in zip(tabs, goals, strict=True):
        lab.gets_to(goal)
