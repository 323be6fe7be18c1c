"""Old runs go by age and by size, the oldest first; what is pinned or trains stays."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.runs.conftest import Bench, drive
from webapp.runs import tidy
from webapp.runs.hosted import oversight
from webapp.runs.tidy import oldest_of

MakeBench = Callable[..., Bench]
MB = 1_000_000


def ended(bench: Bench, owner: str, size: int) -> str:
    id = bench.run(owner)
    lease = bench.lab.leases.claim("t1")
    assert lease is not None
    bench.lab.leases.progress(lease, 1, 0.0, size, saved=True)
    bench.lab.leases.release(lease, "done")
    return id


def there(bench: Bench, ids: list[str]) -> list[bool]:
    return [bench.lab.store.get(id) is not None for id in ids]


def test_the_oldest_go_until_all_fit(make_bench: MakeBench) -> None:
    bench = make_bench(keep_gb=0.025)
    ids = [ended(bench, owner, 10 * MB) for owner in "abcd"]
    bench.lab.store.pin(ids[0], True)
    assert bench.lab.oversight.tidy() == 2
    assert there(bench, ids) == [True, False, False, True]
    assert bench.lab.oversight.tidy() == 0


def test_what_trains_counts_and_stays(make_bench: MakeBench) -> None:
    bench = make_bench(keep_gb=0.015)
    id = bench.run("ann")
    lease = bench.lab.leases.claim("t1")
    assert lease is not None
    bench.lab.leases.progress(lease, 1, 0.0, 20 * MB, saved=True)
    old = ended(bench, "bob", MB)
    assert bench.lab.oversight.tidy() == 1
    assert there(bench, [id, old]) == [True, False]
    assert bench.lab.oversight.tidy() == 0


def test_age_alone(make_bench: MakeBench) -> None:
    bench = make_bench(keep_days=0)
    ids = [ended(bench, owner, 10) for owner in "ab"]
    bench.lab.store.pin(ids[1], True)
    assert bench.lab.oversight.tidy() == 1
    assert there(bench, ids) == [False, True]


def left_paused(bench: Bench, owner: str) -> str:
    id = bench.run(owner)
    bench.lab.store.command(id, "pause")
    return id


def test_what_was_left_paused_goes_by_age_too(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (tidy, oversight):
        monkeypatch.setattr(module, "AN_HOUR", 0.2)
    bench = make_bench(keep_days=0)
    paused = [left_paused(bench, owner) for owner in "abc"]
    waiting = bench.run("d")
    assert bench.lab.oversight.tidy() == 0  # nobody is so quick
    time.sleep(0.3)
    bench.lab.store.pin(paused[0], True)
    bench.lab.store.watched([paused[1]])
    assert bench.lab.oversight.tidy() == 1
    assert there(bench, [*paused, waiting]) == [True, True, False, True]
    time.sleep(0.3)
    assert bench.lab.oversight.tidy() == 1
    assert there(bench, [*paused, waiting]) == [True, False, False, True]


def test_what_a_trainer_keeps_warm_goes_too(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (tidy, oversight):
        monkeypatch.setattr(module, "AN_HOUR", 0.1)
    bench = make_bench(keep_days=0)
    id, trainer = bench.run(delay=1), bench.trainer()
    drive(trainer, lambda: bench.state(id) == "running")
    bench.lab.store.command(id, "pause")
    drive(trainer, lambda: bench.state(id) == "paused")
    time.sleep(0.2)
    assert bench.lab.oversight.tidy() == 1
    drive(trainer, lambda: not trainer.held)
    assert bench.lab.store.get(id) is None


@pytest.mark.parametrize(
    ("excess", "chosen"),
    [(-1, []), (0, []), (1, ["a"]), (5, ["a"]), (6, ["a", "b"]), (99, ["a", "b"])],
)
def test_as_few_as_are_enough(excess: float, chosen: list[str]) -> None:
    assert oldest_of([("a", 5), ("b", 7)], excess) == chosen
