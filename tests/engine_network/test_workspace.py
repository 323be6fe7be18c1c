"""Where arrays come from: large pages, and what is shared."""

from __future__ import annotations

import gc
import mmap
import weakref

import numpy as np
import pytest
from nets import images, layers_of, learner

from engine.layers import Workspace
from engine.layers.pages import LINE, PIECE, large_pages
from engine.network import Network


def test_arrays_are_zeros_that_lie_apart() -> None:
    zeros = large_pages()
    shapes = [((3, 5), "float32"), ((), "float64"), ((0, 4), "float32"), ((7,), "uint8")]
    made = [zeros(shape, dtype) for _ in range(3) for shape, dtype in shapes]
    assert [(a.shape, a.dtype) for a in made] == [(s, np.dtype(d)) for s, d in shapes] * 3
    for k, array in enumerate(made):
        assert not array.any()
        assert array.size == 0 or array.ctypes.data % LINE == 0
        array[...] = k
    assert all((array == k).all() for k, array in enumerate(made))


def test_an_array_larger_than_a_piece() -> None:
    zeros = large_pages()
    small, large, after = (zeros((n,), "uint8") for n in (10, PIECE + 1, 10))
    large[-1] = after[-1] = small[-1] = 1
    assert (large.sum(), after.sum(), small.sum()) == (1, 1, 1)


def test_memory_is_given_back_with_its_last_array(monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[weakref.ref] = []

    class Watched(mmap.mmap):
        def __init__(self, *_: object, **__: object) -> None:
            alive.append(weakref.ref(self))

    monkeypatch.setattr(mmap, "mmap", Watched)
    space = Workspace(np, "float32", large_pages)
    kept = space.own("0", "y", (4,), "float32")
    space.shared("part", (4,), "float32")
    space.clear()
    gc.collect()
    assert [made() is None for made in alive] == [False, True]
    del kept
    gc.collect()
    assert [made() is None for made in alive] == [True, True]


def test_what_is_shared_grows_once_and_is_made_again_whole() -> None:
    space = Workspace(np, "float32")
    made = [space.once("view", lambda: space.shared("part", (2,), "float32")) for _ in range(2)]
    assert made[0] is made[1]
    large = space.shared("part", (5,), "float32")
    assert large.shape == (5,)
    space.begin()
    small = space.once("view", lambda: space.shared("part", (2,), "float32"))
    assert np.shares_memory(small, space.shared("part", (5,), "float32"))
    space.begin()
    assert space.once("view", lambda: None) is small


def test_a_network_with_relu_behind_everything_learns_as_with_room_for_each() -> None:
    layers = layers_of("conv;relu;batchnorm;relu;maxpool;relu;sigmoid;relu;avgpool;relu;dense")
    net, (x, y) = Network(layers), images(6)
    found = []
    for alone in (False, True):
        who = learner(net, shards=1)
        try:
            taken = [c.takes_over for c in who.team.lead.shard.contexts]
            for ctx in who.team.lead.shard.contexts if alone else []:
                ctx.takes_over = False
            found.append([who.step(x, y, t, 1e-2).loss for t in range(1, 5)])
        finally:
            who.close()
    assert sum(taken) >= 3
    assert found[0] == found[1]


def test_what_is_derived_is_known_by_the_size_of_the_batch() -> None:
    space, called = Workspace(np, "float32"), []
    for n, key in ((4, ("a", False)), (4, ("a", True)), (8, ("a", False)), (4, ("a", False))):
        space.derive(n, key, (lambda told=(n, key): called.append(told), 1))
    assert [len(space.derivations(4, training)) for training in (False, True)] == [1, 2]
    for make, _ in space.derivations(8, training=True):
        make()
    assert called == [(8, ("a", False))]
    assert not space.derivations(5, training=True)
    space.clear()
    assert not space.derivations(4, training=True)
