"""What is left of runs that are over: no session, no array in a cycle, no thread, no descriptor."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.backend import CPU
from engine.schema import parse
from engine.sharing import Turns
from tests.runs.conftest import Bench, drive
from tests.runs.test_sharing import MakeBench
from webapp.demos import DEMOS, LiveDemo
from webapp.trainer.groups import Alone
from webapp.trainer.trainer import Trainer

LIVE = [key for key in DEMOS if DEMOS[key].kind == "live" and DEMOS[key].listed]
LOOKS = ({"what": "predictions", "images": "test:0"}, {"what": "layers", "image": "test:0"})
SMALL = {"batch": "8"}
pytestmark = pytest.mark.usefixtures("sample")


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Only reference counts free anything; what lies in cycles is kept to be looked at."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()
    gc.unfreeze()


def ours_in_cycles() -> list[str]:
    """The kinds of our own objects that only the collector would find."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    gc.set_debug(0)
    kinds = {f"{type(found).__module__}.{type(found).__name__}" for found in gc.garbage}
    return sorted(kind for kind in kinds if kind.startswith(("engine.", "webapp.", "numpy.")))


@pytest.mark.parametrize("key", LIVE)
def test_a_closed_session_is_free_at_once(key: str, no_collector: None) -> None:
    demo = parse(DEMOS[key], {})
    assert isinstance(demo, LiveDemo)
    session = demo.open(CPU)
    for _ in range(3):
        session.advance()
    session.state()
    session.keyframe()
    session.close()
    gone = weakref.ref(session)
    del session
    assert gone() is None
    assert ours_in_cycles() == []


@pytest.mark.parametrize("ask", LOOKS, ids=lambda ask: ask["what"])
def test_a_look_leaves_nothing(ask: dict[str, Any], no_collector: None) -> None:
    demo = parse(DEMOS["cifar10"], {})
    assert isinstance(demo, LiveDemo)
    session = demo.open(CPU)
    session.advance()
    weights = session.keyframe()
    session.close()
    demo.look({**ask, "own": {}}, weights, 1)
    assert ours_in_cycles() == []


def test_who_left_is_not_kept_for_being_the_last() -> None:
    class Group:
        weight, first = 1.0, False
        due, step = staticmethod(lambda: 0.0), staticmethod(lambda: None)

    turns, group = Turns[Any](1.0), Group()
    turns.join(group)
    turns.once(lambda: 0.0)
    turns.leave(group)
    gone = weakref.ref(group)
    del group
    assert gone() is None


class Seen:
    """Every session that a trainer had, and what its process has open."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer, self.sessions = trainer, dict[str, weakref.ref[Any]]()

    def finished(self, bench: Bench, ids: list[str]) -> Callable[[], bool]:
        """Whether these runs are over; notes who is there meanwhile."""

        def all_over() -> bool:
            for held in self._trainer.held:
                if hasattr(held, "opened"):
                    self.sessions[held.lease.run.id] = weakref.ref(held.opened.session)
            return all(bench.state(id) == "done" for id in ids) and not self._trainer.held

        return all_over

    @staticmethod
    def open() -> dict[str, Any]:
        """Threads by name, descriptors by what they are, and children of this process."""
        links = (os.path.join("/proc/self/fd", fd) for fd in os.listdir("/proc/self/fd"))
        files = sorted(os.readlink(link).split(":")[0] for link in links if os.path.exists(link))
        task = Path(f"/proc/self/task/{threading.get_native_id()}/children")
        return {
            "threads": sorted(thread.name for thread in threading.enumerate()),
            "files": files,
            "children": task.read_text(),
        }


def some(bench: Bench, count: int) -> list[str]:
    """Runs of different people that are over after three steps."""
    lab = bench.lab.store
    return [lab.submit(f"p{k}", "cifar10", {**SMALL, "seed": str(k)}).id for k in range(count)]


def test_a_trainer_keeps_nothing_of_runs_that_are_over(make_bench: MakeBench) -> None:
    bench = make_bench(steps_per_run=3)
    trainer = bench.trainer()
    seen = Seen(trainer)
    drive(trainer, seen.finished(bench, some(bench, 1)))
    trainer.once()
    warm = seen.open()
    drive(trainer, seen.finished(bench, some(bench, 5)))
    trainer.once()
    assert len(seen.sessions) == 6
    assert [id for id, session in seen.sessions.items() if session() is not None] == []
    assert [one for one in gc.get_objects() if isinstance(one, Alone)] == []
    assert seen.open() == warm


def test_what_is_paused_stays_warm_until_it_is_too_many(make_bench: MakeBench) -> None:
    bench = make_bench(warm_per_trainer=1)
    trainer = bench.trainer()
    ids = some(bench, 3)
    drive(trainer, lambda: len(trainer.held) == 3 and all(held.step for held in trainer.held))
    sessions = [weakref.ref(held.opened.session) for held in trainer.held]
    for id in ids:
        bench.lab.store.command(id, "pause")
    drive(trainer, lambda: len(trainer.held) == 1)
    trainer.once()
    assert sum(session() is not None for session in sessions) == 1
    trainer.stopping = True
    trainer.run()
    assert [session for session in sessions if session() is not None] == []
