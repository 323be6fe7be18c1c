"""Work of several pieces, divided: nothing is left out, and nobody has much more than others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.training.dealing import deal


@given(st.lists(st.integers(1, 1000), max_size=12), st.integers(1, 4))
def test_every_piece_is_dealt_once_and_fairly(costs: list[int], hands: int) -> None:
    dealt = deal(tuple(costs), hands)
    assert sorted(piece for hand in dealt for piece in hand) == list(range(len(costs)))
    loads = [sum(costs[piece] for piece in hand) for hand in dealt]
    assert max(loads) - min(loads) <= max(costs, default=0)


def test_filters_of_a_small_vgg_are_dealt_almost_evenly() -> None:
    costs = (10, 17, 26, 26, 52, 149, 52, 39, 23, 14)  # microseconds; half of all are 204
    assert max(sum(costs[piece] for piece in hand) for hand in deal(costs, 2)) <= 206
