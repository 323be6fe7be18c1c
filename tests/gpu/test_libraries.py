"""Products and convolutions through libraries, on a card that is stricter than a real one."""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine.gpu.twins  # noqa: F401 - registers operations
from engine.backend import CPU
from engine.convolution import Geometry
from engine.gpu import cublas, cudnn, libraries
from engine.gpu.convolution import PLAIN, WAYS, Means, choose
from engine.gpu.cuda import Cuda
from engine.gpu.learner import DeviceLearner
from engine.gpu.machine import Opener, opener_of
from engine.gpu.parameters import Moment, Parameters
from engine.gpu.passes import forward
from engine.gpu.plans import FILE, Plans
from engine.gpu.processor import Processor
from engine.gpu.recorder import Recorder
from engine.gpu.runs import Asked, Material
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.network import Network, Task
from engine.penalties import PENALTIES
from engine.rules import RULES
from engine.training.recipe import Recipe
from tests.gpu.fake_cudnn import WORKSPACES, FakeCudnn
from tests.gpu.fake_cupy import CUDARuntimeError, FakeCupy
from tests.gpu.test_gemm import Fake

G = Geometry(6, 5, 8, 16, 3, 1, 1)
IMAGES = 4
NEAR = {"float32": 1e-5, "float16": 3e-3, "bfloat16": 2.4e-2}
PASSES = ["convolve_bias", "convolve_dx", "convolve_dw"]


class Blas(Fake):
    """cuBLAS whose products happen on the stream it was given."""

    def __init__(self, card: FakeCupy) -> None:
        super().__init__()
        self.card, self.stream = card, 0

    def cublasCreate_v2(self, handle: Any) -> int:
        self.card.asked("cublasCreate", forbidden=True)
        return super().cublasCreate_v2(handle)

    def cublasSetStream_v2(self, handle: Any, stream: Any) -> int:
        self.stream = stream.value
        return 0

    def cublasSetWorkspace_v2(self, handle: Any, address: Any, size: Any) -> int:
        self.card.judge(address.value, size.value)
        self.said.append("workspace")
        return 0

    def cublasGemmStridedBatchedEx(self, *said: Any) -> int:
        self.said.append("gemm")
        go = super().cublasGemmStridedBatchedEx
        self.card.streams[self.stream].add(lambda: void(go(*said)))
        return 0


def void(_: object) -> None:
    """A statement that is an expression."""


class Step:
    """One convolution, forward and back."""

    def __init__(self, key: str, means: Means, runs: int = 1, g: Geometry = G) -> None:
        self.recorder = Recorder()
        make = self.recorder.make
        self.x = make("x", (runs, IMAGES, g.h, g.w, g.c), held=True)
        self.W = make("w", (runs, g.k, g.k, g.c, g.f), held=True)
        self.b, self.dW = make("b", (runs, g.f), held=True), make("dw", self.W.shape, "float")
        self.dy = make("dy", (runs, IMAGES, g.out_h, g.out_w, g.f), held=True)
        way = WAYS[key](self.recorder, g, means)
        self.y = way.forward(self.x, self.W, self.b if way.adds_bias else None)
        self.dx = way.dx(self.dy, self.W)
        way.dw(self.x, self.dy, self.dW)
        for view in (self.y, self.dx, self.dW):
            self.recorder.keep(view)

    def agrees(self, card: FakeCupy, compute: str = "float32") -> Cuda:
        """Three steps give what NumPy gives: the first eagerly, then captured, then replayed."""
        ours, theirs = Processor(self.recorder), Cuda(self.recorder, compute, xp=card)
        rng, tolerance = np.random.default_rng(5), NEAR[compute]
        for _ in range(3):
            for view in (self.x, self.W, self.b, self.dy):
                given = np.round(rng.normal(size=view.shape) * 8) / 8  # exact in every type
                ours.write(view, given)
                theirs.write(view, given)
            ours.play()
            theirs.play()
            for view in (self.y, self.dx, self.dW):
                wanted = ours.read(view)
                near = tolerance * np.abs(wanted).max()
                np.testing.assert_allclose(theirs.read(view), wanted, tolerance, near)
        return theirs


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> FakeCupy:
    monkeypatch.setattr(cublas, "library", lambda: None)
    monkeypatch.setattr(libraries, "_kept", [Plans()])
    return FakeCupy()


def test_memory_is_free_at_once_when_a_machine_is_let_go(
    card: FakeCupy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing goes round in a circle: a gang that grows needs it before anybody collects."""
    blas = Blas(card)
    monkeypatch.setattr(cublas, "library", lambda: blas)
    step = Step("columns", Means(), runs=2)
    gc.collect()
    gc.disable()
    try:
        machine = Cuda(step.recorder, "float32", xp=card)
        machine.play()
        machine.wait()
        assert card.free < card.total
        del machine
        assert card.free == card.total
    finally:
        gc.enable()


def test_a_bias_that_cudnn_would_not_take_is_added_afterwards() -> None:
    """It begins among the weights where others end; cuDNN wants multiples of 16 bytes."""
    for filters, wanted in ((8, 2), (9, 0)):
        layers = [LAYERS["conv"](filters=n) for n in (filters, 16, 16)] + [LAYERS["dense"]()]
        network = Network(layers, task=Task((8, 8, 3)))
        recorder = Recorder()
        clock, seeds = (recorder.make(n, (1,), "long", held=True) for n in ("clock", "seeds"))
        moment = Moment(2, False, clock, seeds, Means(cudnn=True, cudnn_bias=True))
        parameters = Parameters.make(recorder, network.layout, 1)
        stages = [moment.stage(recorder, i, parameters) for i in range(4)]
        forward(network, stages, recorder.make("x", (1, 2, 8, 8, 3), held=True))
        names = [call.operation.name for call in recorder.calls]
        assert names.count("convolve_bias") == wanted
        assert names.count("convolve_forward") == (0 if wanted else 1)


def test_cublas_has_one_handle_one_stream_one_workspace(
    card: FakeCupy, monkeypatch: pytest.MonkeyPatch
) -> None:
    blas = Blas(card)
    monkeypatch.setattr(cublas, "library", lambda: blas)
    machine = Step("columns", Means(), runs=2).agrees(card)
    assert blas.stream == machine.stream.ptr
    steps = 2  # launched eagerly, and recorded by the graph
    order = ["cublasCreate_v2", "cublasSetMathMode", "workspace", *["gemm"] * 3 * steps]
    assert blas.said == order
    del machine
    gc.collect()
    assert blas.said[-1] == "cublasDestroy_v2"


@pytest.mark.parametrize("compute", ["float32", "float16"])
def test_without_cublas_the_kernel_does_it(card: FakeCupy, compute: str) -> None:
    Step("columns", Means(columns=5000), runs=2).agrees(card, compute)
    names = {call for call in card.calls if call.startswith("launch gemm")}
    assert names == {f"launch gemm_tiled{kind}" for kind in ("", "_exact", "_exact_add")}


def test_a_card_without_bfloat16_multiplies_it_by_the_kernel(
    card: FakeCupy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stored is bfloat16, sums are float: Turing has no more, and needs no more."""
    blas, step = Blas(card), Step("columns", Means(columns=5000), runs=2)
    monkeypatch.setattr(cublas, "library", lambda: blas)
    card.capability = 75
    step.agrees(card, "bfloat16")
    assert "launch gemm_tiled" in card.calls
    assert blas.said == []
    for capability, compute in ((80, "bfloat16"), (75, "float16"), (75, "float32")):
        blas.said.clear()
        card.capability = capability
        Cuda(step.recorder, compute, xp=card)
        assert blas.said[0] == "cublasCreate_v2"


def test_cudnn_replays_the_fastest_plan(
    card: FakeCupy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = FakeCudnn(card)
    monkeypatch.setattr(cudnn, "frontend", lambda: fake)
    libraries.keep_plans_in(tmp_path)
    step = Step("cudnn", Means(cudnn=True, cudnn_bias=True))
    machine = step.agrees(card)
    assert fake.executed[-3:] == [(name, 1) for name in PASSES]
    assert {index for _, index in fake.executed} == {0, 1, 2}, "all plans were timed"
    assert fake.handles[0].stream == machine.stream.ptr
    kept = json.loads((tmp_path / FILE).read_text())
    assert set(kept.values()) == {"eng1"}
    assert all(key.startswith("Card, cuDNN 92700: convolve_") for key in kept)
    del machine
    gc.collect()
    assert fake.handles == []

    again = FakeCudnn(card)  # another start of the server times nothing
    monkeypatch.setattr(cudnn, "frontend", lambda: again)
    libraries.keep_plans_in(tmp_path)
    step.agrees(card)
    assert again.executed == [(name, 1) for name in PASSES] * 2


def test_what_a_card_has_is_tried_and_not_believed(
    card: FakeCupy, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, means = FakeCudnn(card), libraries.means.__wrapped__
    monkeypatch.setitem(sys.modules, "cupy", card)
    monkeypatch.setattr(cudnn, "frontend", lambda: fake)
    assert means("float16") == Means(cudnn=True, cudnn_bias=True)
    fake.refuses = {"convolve_bias"}
    assert means("float16") == Means(cudnn=True)
    for name in ("convolve_forward", "convolve_dx", "convolve_dw"):
        fake.refuses = {name}
        assert means("float16") == PLAIN
    assert fake.handles == []
    monkeypatch.setattr(cudnn, "installed", lambda: False)
    fake.refuses = set()
    assert means("float16") == PLAIN
    assert opener_of(CPU).means == PLAIN


def test_a_convolution_without_a_plan_is_done_by_columns(
    card: FakeCupy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The small one that is tried may have one where a stride of 2 has none."""
    fake, barred = FakeCudnn(card), set[tuple[str, Geometry]]()
    fake.strides = {2}
    monkeypatch.setattr(cudnn, "frontend", lambda: fake)
    monkeypatch.setattr(libraries, "_barred", barred)
    monkeypatch.setitem(sys.modules, "cupy", card)
    means = libraries.means.__wrapped__("float32")
    opener = Opener(lambda recorder: Cuda(recorder, "float32", xp=card), means)
    for key, g in (("cudnn", G), ("columns", replace(G, stride=2))):
        step = opener.written(lambda means, g=g: Step(choose(g, 1, means).key, means, g=g))[0]
        assert card.free == card.total, "what was begun in vain is free at once"
        used = {call.operation.name for call in step.recorder.calls}
        assert ("im2col" in used) == (key == "columns")
    assert barred == {("float32", replace(G, stride=2))}
    assert fake.handles == []


def test_a_plan_that_wants_more_than_is_free_is_not_taken(
    card: FakeCupy, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, memory = FakeCudnn(card), card.cuda.Memory

    def nearly_full(size: int) -> Any:
        if size == max(WORKSPACES):
            raise CUDARuntimeError(2)
        return memory(size)

    monkeypatch.setattr(card.cuda, "Memory", nearly_full)
    monkeypatch.setattr(cudnn, "frontend", lambda: fake)
    card.loaded = True
    Step("cudnn", Means(cudnn=True, cudnn_bias=True)).agrees(card)
    assert {index for _, index in fake.executed[-3:]} == {2}, "the fastest of the others"


def learned(means: Means, steps: int) -> tuple[Any, ...]:
    """Losses and weights of a small network that learns four steps by a recorded step."""
    rng = np.random.default_rng(2)
    layers = [LAYERS["conv"](filters=8), LAYERS["conv"](filters=16), LAYERS["relu"]()]
    layers += [LAYERS["residual"](filters=16), LAYERS["globalpool"](), LAYERS["dense"]()]
    images = rng.integers(0, 256, (20, 8, 8, 3), np.uint8)
    material = Material(images, rng.integers(0, 10, 20), np.arange(20), 4)
    asked = Asked(np.full(steps, 0.1), 1e-3, np.zeros(3, np.int32), False)
    network = Network(layers, task=Task((8, 8, 3)), dtype="float64")
    rule = Recipe(LOSSES["softmax"](), RULES["momentum"](), PENALTIES["l2"]())

    def processor(recorder: Recorder) -> Processor:
        return Processor(recorder, "float64")

    learner = DeviceLearner.alone(network, rule, material, asked, Opener(processor, means))
    losses = [learner.play().loss for t in range(steps)]
    names = {call.operation.name for call in learner.gang.runs.recorded.recorder.calls}
    return losses, learner.copies()[0], learner.scores_by(learner.copies(), images), names


def test_a_network_learns_the_same_by_either_way() -> None:
    plain, library = learned(PLAIN, 3), learned(Means(cudnn=True, cudnn_bias=True), 3)
    for one, other in zip(plain[:3], library[:3], strict=True):
        np.testing.assert_allclose(one, other, 1e-6, 1e-9)
    assert {"convolve_bias", "convolve_forward", "convolve_dx", "convolve_dw"} <= library[3]
    assert "im2col" in library[3], "the first layer has three channels"
    assert not {name for name in plain[3] if name.startswith("convolve")}
