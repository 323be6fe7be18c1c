"""Order, split and evaluation: pure parts of a course."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.course.batches import Order, split
from engine.course.evaluation import Evaluation, next_kind
from engine.random import PURPOSES, drawn, stream


def test_streams_of_neighbouring_steps_do_not_overlap() -> None:
    draws = [stream(1, "order", step).integers(2**63, size=64) for step in range(20)]
    assert len(np.unique(np.concatenate(draws))) == 20 * 64


def test_streams_differ_by_purpose_lane_and_seed() -> None:
    firsts = [stream(1, purpose, 5).integers(2**63) for purpose in PURPOSES]
    firsts += [stream(1, "order", 5, lane).integers(2**63) for lane in (1, 2)]
    firsts += [stream(2, "order", 5).integers(2**63)]
    assert len(set(firsts)) == len(firsts)


def test_an_unknown_purpose_is_refused() -> None:
    with pytest.raises(ValueError, match="got 'lunch'"):
        stream(1, "lunch", 0)


@pytest.mark.parametrize(("images", "held"), [(5000, 500), (50000, 2000), (5, 0)])
def test_the_split_holds_out_a_tenth(images: int, held: int) -> None:
    parts = split(images)
    assert len(parts.validation) == held
    assert sorted([*parts.train, *parts.validation]) == list(range(images))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_every_epoch_sees_every_image_once(sizes: list[int]) -> None:
    order = Order(np.arange(17), seed=3)
    taken = np.concatenate([order.take(size) for size in sizes])
    for start in range(0, len(taken) - 16, 17):
        assert sorted(taken[start : start + 17]) == list(range(17))


def test_the_order_goes_on_from_a_count() -> None:
    whole = Order(np.arange(50), seed=3)
    first, rest = whole.take(70), whole.take(30)
    assert np.array_equal(Order(np.arange(50), seed=3, seen=70).take(30), rest)
    assert len(first) == 70


def test_every_index_knows_its_epoch() -> None:
    order = Order(np.arange(50), seed=3, seen=70)
    epochs = order.epochs(60)
    assert epochs.tolist() == [1] * 30 + [2] * 30
    assert order.seen == 70


def test_what_is_drawn_of_a_number_is_even_and_its_own() -> None:
    values = drawn(np.arange(20_000))
    assert (values == drawn(np.arange(20_000))).all()
    assert 0 <= values.min() < values.max() < 1
    assert values.mean() == pytest.approx(0.5, abs=0.01)
    assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 0.03


def judged(order: list[int]) -> Evaluation:
    scores = np.eye(10, dtype=np.float32)[[3, 3, 5, 0]] * 4
    target = np.array([3, 2, 5, 9])
    losses = np.array([0.1, 2.0, 0.2, 3.0], np.float32)
    judge = Evaluation("test", 7)
    for start, stop in zip([0, *order], [*order, 4], strict=True):
        judge.add(scores[start:stop], target[start:stop], losses[start:stop])
    return judge


def test_slices_count_like_the_whole() -> None:
    whole, sliced = judged([]), judged([1, 3])
    assert whole.confusion == sliced.confusion
    assert whole.worst == sliced.worst
    assert (whole.right, whole.at, len(whole.worst)) == (2, 4, 2)
    assert whole.confusion[2][3] == whole.confusion[9][0] == 1
    assert np.isclose(whole.loss, sliced.loss)


def test_a_pass_in_progress_can_be_saved() -> None:
    kept = judged([2])
    again = Evaluation.from_json(json.loads(json.dumps(kept.to_json())))
    assert again == kept


def test_a_test_follows_four_validations() -> None:
    kinds = [next_kind(n) for n in range(10)]
    assert kinds == (["validation"] * 4 + ["test"]) * 2


def test_nothing_is_held_out_where_nobody_wants_it() -> None:
    parts = split(500, hold_out=False)
    assert parts.train.tolist() == list(range(500))
    assert parts.validation.shape == (0,)
