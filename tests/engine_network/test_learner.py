"""Training steps: shards, sameness, names, and memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from nets import images, layers_of, learner, recipe

from engine.layers import LAYERS
from engine.network import PRESETS, Network
from engine.rules import RULES
from engine.schema import parse
from engine.training import Learner, Recipe, blas_advice, look
from engine.training.member import Member
from engine.training.recipe import Step
from engine.training.team import Board, cut
from engine.training.threads import Threads
from engine.training.update import Update

SMALL = layers_of("conv;relu;maxpool;conv;relu;maxpool;dropout;dense", **{"3.filters": 12})
WIDE = layers_of("conv;relu;conv;maxpool;dense", **{"0.filters": 64})
NORMED = layers_of("conv;batchnorm;relu;residual;globalpool;dense", **{"3.stride": 4})


def run(who: Learner, first: int, last: int, n: int = 20) -> list[tuple[float, float]]:
    found = []
    for t in range(first, last + 1):
        result = who.step(*images(n, seed=t), t, 1e-3, 1e-4)
        found.append((result.loss, result.accuracy))
    return found


@pytest.mark.parametrize("layers", [SMALL, NORMED], ids=["dropout", "batchnorm"])
@pytest.mark.parametrize(("shards", "rule"), [(1, "adam"), (2, "adam"), (3, "adam"), (2, "muon")])
def test_seven_steps_are_three_saved_and_four(layers: tuple, shards: int, rule: str) -> None:
    net = Network(layers)
    whole, first, second = (learner(net, shards, rule) for _ in range(3))
    try:
        expected = run(whole, 1, 7)
        begun = run(first, 1, 3)
        second.load(first.state())
        assert begun + run(second, 4, 7) == expected
        ours, theirs = second.state(), whole.state()
    finally:
        for who in (whole, first, second):
            who.close()
    assert ours.keys() == theirs.keys()
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)
    assert {name.split("/")[0] for name in ours} <= {"weights", "norm", "slots"}
    assert all(array.dtype == np.float32 for array in ours.values())


@pytest.mark.parametrize("layers", [SMALL, WIDE, NORMED], ids=["dropout", "wide", "batchnorm"])
@pytest.mark.parametrize("shards", [1, 2, 3])
def test_kernels_made_for_all_shards_are_those_each_would_make(layers: tuple, shards: int) -> None:
    """A learner that has just begun makes them where it needs them, later ones share the work."""
    net, (x, _) = Network(layers), images(100)
    who = learner(net, shards)
    try:
        for t, n in enumerate((100, 100, 20, 20, 2, 2, 1, 1, 5, 5, 100, 100), 1):
            new = learner(net, shards)
            try:
                new.load(who.state())
                for one in (who, new):
                    one.step(*images(n, seed=t), t, 1e-3)
                assert np.array_equal(who.board["weights"], new.board["weights"]), (t, n)
                several = n > net.micro * min(n, shards) and not net.couples_batch
                assert who.team.lead.shard.moment.ready == (several and t % 2 == 0), (t, n)
                for k in (100, 50, 1, 50):
                    assert np.array_equal(who.scores(x[:k]), new.scores(x[:k])), (t, n, k)
            finally:
                new.close()
    finally:
        who.close()


@pytest.mark.parametrize("n", [1, 2, 5, 33])
def test_batch_norm_sees_the_whole_batch_whatever_the_shards(n: int) -> None:
    net = Network(NORMED, dtype="float64")
    one, two, three = (learner(net, shards, rule="sgd") for shards in (1, 2, 3))
    try:
        losses = [run(who, 1, 2, n) for who in (one, two, three)]
        states = [who.state() for who in (one, two, three)]
    finally:
        for who in (one, two, three):
            who.close()
    assert np.allclose(losses[0], losses[1], rtol=1e-9)
    assert np.allclose(losses[0], losses[2], rtol=1e-9)
    for name, array in states[0].items():
        assert np.allclose(array, states[1][name], rtol=1e-8, atol=1e-10), name
        assert np.allclose(array, states[2][name], rtol=1e-8, atol=1e-10), name


def test_threads_give_what_processes_give() -> None:
    net, (x, y) = Network(NORMED), images(21)
    who = learner(net, 2)
    board = Board(net, recipe().rule, 2, 64)
    board["weights"][...], board["norms"][...] = net.initial(1)
    team = Threads([Member(net, recipe(), board, k, 1) for k in range(2)])
    try:
        board["images"][:21], board["target"][:21] = x, y
        team.run(("step", 21, 1, 1e-3))
        who.step(x, y, 1, 1e-3)
        for name in ("grads", "weights", "slots", "norms"):
            assert np.array_equal(who.board[name], board[name]), name
    finally:
        team.close()
        who.close()


def test_the_penalty_is_on_weights_alone_and_in_the_total() -> None:
    net, (x, y) = Network(SMALL), images(8)
    who = Learner(net, replace(recipe(), rule=RULES["sgd"]()), shards=1)
    try:
        before = who.keyframe()
        plain = who.step(x, y, 1, 0.0)
        punished = who.step(x, y, 1, 0.0, 0.5)
        gradients = who.board["grads"][0].copy()
        who.step(x, y, 1, 0.0)
        pull = gradients - who.board["grads"][0]
    finally:
        who.close()
    squares = sum((w**2).sum() for name, w in before.items() if name.endswith("W"))
    assert plain.total == plain.loss
    assert punished.total - punished.loss == pytest.approx(0.25 * squares, rel=1e-5)
    for place in net.layout.weights:
        wanted = 0.5 * before[f"weights/{place.name}"] * (place.group in ("matrices", "weights"))
        assert np.allclose(place.view(pull), wanted, atol=1e-6), place.name


def test_layers_are_prepared_with_what_they_get() -> None:
    """A whitening layer behind another: both see the images as the layers before leave them."""
    net = Network(layers_of("whiten;gelu;avgpool;whiten;dense", **{"3.size": 1}))
    (x, _), who = images(50), learner(net, 2)
    try:
        before = who.keyframe()
        who.prepare(x)
        after = who.keyframe()
        who.step(*images(8), 1, 1e-2)
        later = who.keyframe()
    finally:
        who.close()
    for name in ("norm/0.W", "norm/3.W"):
        assert not np.array_equal(before[name], after[name])
        assert np.array_equal(after[name], later[name])
    assert not np.array_equal(after["weights/0.b"], later["weights/0.b"])
    seen = look(net, after, x[0], None, recipe().loss)
    assert np.array_equal(seen.layers[0].frozen["W"], after["norm/0.W"])


@pytest.mark.parametrize("layers", [SMALL, NORMED], ids=["dropout", "batchnorm"])
def test_whole_matrices_move_alike_whoever_moves_them(layers: tuple) -> None:
    """Of gradients that are the same, 1 to 5 members make the same weights, bit for bit."""
    net = Network(layers)
    rule, found = RULES["muon"](), []
    size = net.layout.size
    for members in (1, 2, 3, 5):
        board = Board(net, rule, members, 1)
        board["weights"][...], _ = net.initial(1)
        updates = [Update(net.layout, board) for _ in range(members)]
        for t in (1, 2, 3):
            board["grads"][...] = 0
            board["grads"][0] = np.random.default_rng(t).standard_normal(size)
            step = Step(members, t, 0.1, 1e-3)
            for number, update in enumerate(updates):
                update.share(replace(recipe(), rule=rule), step, number, members)
        found.append((board["weights"].copy(), board["slots"].copy()))
    for weights, slots in found[1:]:
        assert np.array_equal(weights, found[0][0])
        assert np.array_equal(slots, found[0][1])
    for place in net.layout.weights:
        length = np.linalg.norm(place.view(found[0][0]))
        kept = place.group == "matrices"
        # the last step is 0.1 times a matrix of singular values about 1
        assert not kept or abs(length / place.entry.shape[-1] ** 0.5 - 1) < 0.12, place.name


def test_ratios_are_measured_when_asked_for() -> None:
    net, (x, y) = Network(SMALL), images(8)
    who = learner(net, 1)
    try:
        before = who.keyframe()
        assert who.step(x, y, 1, 1e-2).ratios == {}
        who.load(before)
        ratios = who.step(x, y, 1, 1e-2, watch=True).ratios
        after = who.keyframe()
    finally:
        who.close()
    assert set(ratios) == {place.name for place in net.layout.weights}
    old, new = before["weights/0.W"], after["weights/0.W"]
    assert ratios["0.W"] == pytest.approx(np.linalg.norm(new - old) / np.linalg.norm(old), 1e-4)


def test_scores_of_any_number_of_images() -> None:
    net = Network(NORMED)
    who = learner(net, 2)
    try:
        run(who, 1, 2)
        x, _ = images(2100)
        scores = who.scores(x)
        assert scores.shape == (2100, 10)
        for n in (1, 3, 17):
            assert np.allclose(who.scores(x[:n]), scores[:n], atol=1e-5)
        with pytest.raises(ValueError, match="expected 1 to 2048 uint8 images"):
            who.step(x, np.zeros(2100, int), 3, 1e-3)
        with pytest.raises(ValueError, match="float64"):
            who.scores(x[:2] / 255)
    finally:
        who.close()


def test_live_parameters_reach_every_shard() -> None:
    """Dropout that keeps everything: as many shards, the same gradient as no dropout."""
    kept = (*SMALL[:6], parse(LAYERS["dropout"], {"keep": 1}), SMALL[7])
    (x, y), who, other = images(16), learner(Network(SMALL), 2), learner(Network(kept), 2)
    try:
        who.change(Network(kept), recipe())
        who.step(x, y, 1, 0.0)
        other.step(x, y, 1, 0.0)
        assert np.array_equal(who.board["grads"], other.board["grads"])
    finally:
        who.close()
        other.close()


def test_arrays_that_do_not_fit_are_refused_by_name() -> None:
    who = learner(Network(SMALL), 1)
    try:
        state = who.state()
        with pytest.raises(ValueError, match=r"weights/0\.W"):
            who.load({name: a for name, a in state.items() if name != "weights/0.W"})
        with pytest.raises(ValueError, match=r"expected weights/0\.b of shape"):
            who.load(state | {"weights/0.b": np.zeros(3)})
    finally:
        who.close()


def test_a_large_batch_and_a_small_one_after_each_other() -> None:
    net = Network(NORMED)
    who, fresh = learner(net, 2), learner(net, 2)
    try:
        for n in (40, 3, 1):
            who.step(*images(n), 1, 0.0)
        fresh.load(who.state())
        ours, theirs = (w.step(*images(9, 5), 2, 1e-3) for w in (who, fresh))
        assert ours.loss == theirs.loss
    finally:
        who.close()
        fresh.close()


def test_a_diverged_run_says_so_and_goes_on() -> None:
    who = learner(Network(SMALL), 2, rule="sgd")
    try:
        losses = [who.step(*images(8), t, 1e20).loss for t in range(1, 4)]
        assert not np.isfinite(losses[-1])
    finally:
        who.close()


def test_a_shard_that_ends_is_an_error_not_a_wait() -> None:
    who = learner(Network(SMALL), 2)
    try:
        os.kill(who.team.pids[0], signal.SIGKILL)
        with pytest.raises((RuntimeError, BrokenPipeError)):
            run(who, 1, 3)
    finally:
        who.close()


ORPHAN = """
import os, sys, time
sys.path.insert(0, "tests/engine_network")
from nets import learner, layers_of
from engine.network import Network
who = learner(Network(layers_of("dense")), 3)
print(*who.team.pids, flush=True)
time.sleep(60)
"""


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_shards_die_with_their_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    try:
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2
        assert all(map(alive, pids))
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    until = time.monotonic() + 5
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(alive, pids))


def test_a_batch_is_cut_evenly() -> None:
    assert [(p.start, p.stop) for p in cut(10, 3)] == [(0, 4), (4, 7), (7, 10)]
    assert [(p.start, p.stop) for p in cut(1, 2)] == [(0, 1), (1, 1)]


def test_blas_threads_are_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    assert blas_advice() == ""
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    assert "OPENBLAS_NUM_THREADS=1" in blas_advice()


def test_a_network_learns() -> None:
    """Twenty images by heart, as in the lecture's sanity check."""
    x, y = images(20)
    who = Learner(Network(PRESETS["twolayer"].layers), Recipe(*vars(recipe()).values()), shards=2)
    try:
        result = [who.step(x, y, t, 1e-3) for t in range(1, 61)][-1]
    finally:
        who.close()
    assert result.accuracy == 1
    assert result.loss < 0.2
