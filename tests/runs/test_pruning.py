"""Old runs go by age and by size, the oldest first; what is pinned or trains stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.runs.conftest import Bench
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


@pytest.mark.parametrize(
    ("excess", "chosen"),
    [(-1, []), (0, []), (1, ["a"]), (5, ["a"]), (6, ["a", "b"]), (99, ["a", "b"])],
)
def test_as_few_as_are_enough(excess: float, chosen: list[str]) -> None:
    assert oldest_of([("a", 5), ("b", 7)], excess) == chosen
