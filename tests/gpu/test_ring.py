"""The reader of a ring meets a writer that goes on at any moment, between any two words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.gpu.ring import EVERY_S, Reader

WORDS = 4


def words(t: int) -> list[float]:
    """What step t is: any mixture of two steps shows."""
    return [float(t), t + 0.25, t * 2.0, -t]


def writer(ring: np.ndarray, begin: int = 1) -> Iterator[None]:
    """A device that writes word by word, the step last."""
    t = begin
    while True:
        slot = ring[0, t % ring.shape[1]]
        for k in (2, 1, 3, 0):
            slot[k] = words(t)[k]
            yield
        t += 1


class Busy(np.ndarray):
    """Memory that changes while it is copied: the writer moves on between any two words."""

    moves: Iterator[int]
    writing: Iterator[None]
    plain: np.ndarray

    def __array_finalize__(self, parent: object) -> None:
        self.__dict__.update(getattr(parent, "__dict__", {}))

    def copy(self, order: str = "C") -> np.ndarray:  # type: ignore[override]
        seen = np.empty(self.shape, self.dtype)
        for place in reversed(list(np.ndindex(*self.shape))):  # a copy may go in any order
            for _ in range(next(self.moves)):
                next(self.writing)
            seen[place] = np.asarray(self)[place]
        return seen


def busy(slots: int, moves: list[int]) -> Busy:
    plain = np.zeros((1, slots, WORDS), np.float32)
    made = plain.view(Busy)
    rest = iter(moves)
    made.moves = iter(lambda: next(rest, 0), None)
    made.writing = writer(plain)
    return made


@settings(max_examples=150, deadline=None)
@given(
    st.integers(2, 9),
    st.lists(st.integers(0, 9), max_size=400),
    st.lists(st.integers(0, 60), min_size=1, max_size=6),
)
def test_records_are_whole_and_in_order(slots: int, moves: list[int], pauses: list[int]) -> None:
    ring = busy(slots, moves)
    reader, seen = Reader(ring), []
    for pause in pauses:
        for _ in range(pause):
            next(ring.writing)
        seen += reader.take(0).tolist()
        assert [int(r[0]) for r in seen] == sorted({int(r[0]) for r in seen})
        assert all(record == words(int(record[0])) for record in seen)
        assert reader.last[0] == len(seen) + reader.lost[0]


def test_all_of_a_writer_that_is_not_too_fast_arrives() -> None:
    ring = np.zeros((2, 8, WORDS), np.float32)
    device, reader, seen = writer(ring), Reader(ring), []
    for _ in range(40):
        for _ in range(5 * WORDS):
            next(device)
        seen += reader.take(0)[:, 0].tolist()
    assert seen == list(range(1, 201))
    assert reader.lost == [0, 0]
    assert reader.take(1).shape == (0, WORDS)


def test_what_is_said_beside_a_record_comes_with_it() -> None:
    ring, beside = np.zeros((1, 4, WORDS), np.float32), np.zeros((1, 4, 2), np.float32)
    device, reader = writer(ring), Reader(ring, beside)
    assert reader.take(0).shape == (0, WORDS + 2)
    for t in (1, 2):
        beside[0, t] = t / 8, t / 4
        for _ in range(WORDS):
            next(device)
    assert reader.take(0).tolist() == [[*words(t), t / 8, t / 4] for t in (1, 2)]


def test_a_run_that_goes_back_is_read_from_there() -> None:
    ring = np.zeros((1, 8, WORDS), np.float32)
    device, reader = writer(ring), Reader(ring)
    for _ in range(7 * WORDS):
        next(device)
    assert len(reader.take(0)) == 7
    reader.rewind(0, 2)
    device = writer(ring, begin=3)
    for _ in range(2 * WORDS):
        next(device)
    assert reader.take(0)[:, 0].tolist() == [3, 4]
    assert reader.lost == [0]


def test_it_looks_forty_times_a_second() -> None:
    reader = Reader(np.zeros((1, 8, WORDS), np.float32))
    assert sum(reader.due(k / 1000) for k in range(1000)) == round(1 / EVERY_S)
