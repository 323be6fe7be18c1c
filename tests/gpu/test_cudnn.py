"""Every convolution of every preset is a graph that cuDNN's frontend accepts."""

from __future__ import annotations

import json
import math
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import pytest

from engine.convolution import Geometry
from engine.gpu import cudnn
from engine.gpu.convolution import Means
from engine.gpu.convolution.library import Library
from engine.gpu.cudnn import PASSES, Pass
from engine.gpu.operations import OPERATIONS
from engine.gpu.plans import FILE, Choice, NoPlan, Plans, choose
from engine.gpu.sources import TYPES
from engine.gpu.twins.convolve import Convolve
from engine.layers import Layer
from engine.layers.conv import Conv
from engine.layers.residual import Residual
from engine.network.presets import PRESETS
from tests.gpu import stub_cudnn

CIFAR = (32, 32, 3)
BLOCKS = ((31, 24, 64), (15, 64, 64), (15, 64, 256), (7, 256, 256), (7, 256, 256), (3, 256, 256))
SPEEDRUN = [Geometry(side, side, c, f, 3, 1, 1) for side, c, f in BLOCKS]


def of_layer(layer: Layer, shape: tuple[int, ...]) -> Iterator[Geometry]:
    if isinstance(layer, Conv):
        yield Geometry(*shape, layer.filters, layer.size, layer.stride, layer.pad)
    if isinstance(layer, Residual):
        yield from layer._geometries(*shape)


def of_presets() -> Iterator[tuple[int, Geometry]]:
    """Batch and geometry of every convolution that somebody will train."""
    for preset in PRESETS.values():
        shape: tuple[int, ...] = CIFAR
        for layer in preset.layers:
            yield from ((preset.batch, g) for g in of_layer(layer, shape))
            shape = layer.build(shape).output
    yield from ((n, g) for n in (512, 2000) for g in SPEEDRUN)


@pytest.fixture(scope="module")
def frontends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Executor]:
    """A process with the stub: the frontend of this one may have looked in vain already."""
    with ProcessPoolExecutor(
        1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=stub_cudnn.load,
        initargs=(tmp_path_factory.mktemp("cudnn"),),
    ) as process:
        yield process


CONVOLUTIONS = sorted(set(of_presets()), key=str)
Sides = tuple[list[int], list[int]]  # sizes and strides


def validated(asked: Pass) -> dict[str, Sides]:
    """Sizes and strides of the tensors of a graph that the frontend accepts."""
    made = cudnn.graph(asked)
    made.validate()
    return {a: (list(t.get_dim()), list(t.get_stride())) for a, t in made.tensors.items()}


def found_sides(asked: Pass) -> tuple[int, ...]:
    """Sizes of a result as cuDNN infers them from x and the filters."""
    made = cudnn.frontend().pygraph()
    tensors = {a: cudnn._tensor(made, asked, a, None) for a in ("x", "filters")}
    y = cudnn._result(made, asked, tensors)
    made.validate()
    return tuple(y.get_dim())


def refused(asked: Pass) -> list[str]:
    """Notes of plans that a pass refuses; each is one that the frontend knows."""
    known = cudnn.frontend().numerical_note
    notes = list(cudnn.graph(asked).refused)
    assert all(hasattr(known, note) for note in notes)
    return notes


def called(asked: Pass) -> list[str]:
    """What is called of a graph where there is a card; arguments that it does not take raise."""
    graph, made = create_autospec(cudnn.frontend().pygraph, instance=True), cudnn.graph(asked)
    graph.get_execution_plan_count.return_value = 1
    graph.get_workspace_size_plan_at_index.return_value = 0
    planned = cudnn.Graph(asked, graph, made.tensors)
    planned.plan()
    assert choose(graph, "k", Plans(), lambda index, size: 1.0).index == 0
    planned.run(0, dict.fromkeys(made.tensors, 256), 256, object())
    return [name for name, *_ in graph.method_calls]


def test_the_frontend_takes_the_calls_that_need_a_card(frontends: Executor) -> None:
    calls = frontends.submit(called, Pass("convolve_bias", 8, SPEEDRUN[0], "float16")).result()
    assert calls[0] == "validate"
    assert calls[-1] == "execute_plan_at_index"
    assert len(calls) > 8


def test_the_presets_have_convolutions_of_every_kind() -> None:
    found = {g for _, g in CONVOLUTIONS}
    assert {g.k for g in found} >= {1, 3, 5}
    assert {g.stride for g in found} >= {1, 2}
    assert len(found) > 20


@pytest.mark.parametrize("compute", TYPES)
@pytest.mark.parametrize("name", PASSES)
def test_every_pass_of_every_preset_validates(frontends: Executor, name: str, compute: str) -> None:
    reads, writes = PASSES[name]
    asked = [Pass(name, n, g, compute) for n, g in CONVOLUTIONS]
    for (n, g), tensors in zip(CONVOLUTIONS, frontends.map(validated, asked), strict=True):
        assert set(tensors) == {*reads, writes}
        for array, (dim, stride) in tensors.items():
            sizes = {"x": g.h * g.w * g.c * n, "y": g.out_h * g.out_w * g.f * n, "b": g.f}
            sizes["filters"] = g.k**2 * g.c * g.f
            assert math.prod(dim) == sizes[array.removeprefix("d")]
            assert stride[1] == 1, "channels come last"


@pytest.mark.parametrize(("n", "g"), CONVOLUTIONS)
def test_cudnn_finds_the_sides_of_y_that_we_do(frontends: Executor, n: int, g: Geometry) -> None:
    asked = Pass("convolve_forward", n, g, "float16")
    assert frontends.submit(found_sides, asked).result() == (n, g.f, g.out_h, g.out_w)


def test_a_pass_takes_the_arrays_of_its_operation() -> None:
    convolves = {n: o for n, o in OPERATIONS.items() if isinstance(o, Convolve)}
    assert set(convolves) == set(PASSES)
    for name, operation in convolves.items():
        reads, writes = PASSES[name]
        assert [p.name for p in operation.parameters if p.role == "in"] == list(reads)
        assert [p.name for p in operation.parameters if p.role == "out"] == [writes]


def test_another_pass_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected a pass of convolve_forward, .*, got 'pool'"):
        cudnn.graph(Pass("pool", 1, SPEEDRUN[0], "float16"))


def test_float32_stays_float32_and_bits_come_again(frontends: Executor) -> None:
    asked = [Pass("convolve_dw", 8, SPEEDRUN[0], c) for c in TYPES]
    notes = dict(zip(TYPES, frontends.map(refused, asked), strict=True))
    assert all("NONDETERMINISTIC" in found for found in notes.values())
    assert "TENSOR_CORE" in notes["float32"]
    assert "TENSOR_CORE" not in notes["float16"]


def test_the_speedrun_runs_on_cudnn() -> None:
    assert all(Library.fits(g, 1, Means(cudnn=True)) for g in SPEEDRUN)


class Ranked:
    """Plans as the frontend ranks them: name, bytes of workspace, or None where it breaks."""

    def __init__(self, plans: list[tuple[str, int | None]]) -> None:
        self.plans, self.built = plans, list[int]()

    def get_execution_plan_count(self) -> int:
        return len(self.plans)

    def get_plan_name_at_index(self, index: int) -> str:
        return self.plans[index][0]

    def build_plan_at_index(self, index: int) -> None:
        if self.plans[index][1] is None:
            raise RuntimeError("no engine")
        self.built.append(index)

    def get_workspace_size_plan_at_index(self, index: int) -> Any:
        return self.plans[index][1]


PLANS = [("slow", 0), ("broken", None), ("huge", 1 << 40), ("fast", 512), ("middle", 64)]
SECONDS = {0: 3.0, 2: 0.1, 3: 1.0, 4: 2.0}


def timed(index: int, workspace: int) -> float:
    return SECONDS[index]


def never(index: int, workspace: int) -> float:
    raise AssertionError("nothing is timed a second time")


def test_the_fastest_plan_that_builds_is_taken_and_kept(tmp_path: Path) -> None:
    assert choose(Ranked(PLANS), "k", Plans(tmp_path), timed) == Choice(3, "fast", 512, 1.0)
    again = Ranked([("new", 0), *PLANS])
    assert choose(again, "k", Plans(tmp_path), never) == Choice(4, "fast", 512)
    assert again.built == [4]
    gone = Ranked(PLANS[:1])  # another machine has no such plan
    assert choose(gone, "k", Plans(tmp_path), timed).name == "slow"


def test_no_plan_is_said(tmp_path: Path) -> None:
    for ranked, timer in ((PLANS[1:2], timed), (PLANS[:1], lambda index, workspace: math.inf)):
        with pytest.raises(NoPlan, match="k: expected a plan that builds and runs, got none"):
            choose(Ranked(ranked), "k", Plans(tmp_path), timer)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "torn", [b"", b"{", b"[1]", b'{"k": 3, "a": {}}', b"\xff\xfe", b"[" * 9**5]
)
def test_a_torn_file_counts_as_empty(tmp_path: Path, torn: bytes) -> None:
    (tmp_path / FILE).write_bytes(torn)
    assert choose(Ranked(PLANS), "k", Plans(tmp_path), timed).name == "fast"
    assert json.loads((tmp_path / FILE).read_text()) == {"k": "fast"}
    assert [p.name for p in tmp_path.iterdir()] == [FILE]


def test_two_servers_keep_each_others_plans(tmp_path: Path) -> None:
    one, two = Plans(tmp_path), Plans(tmp_path)
    one.put("a", "fast")
    two.put("b", "slow")
    assert {k: Plans(tmp_path).get(k) for k in "abc"} == {"a": "fast", "b": "slow", "c": None}


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    plans = Plans(tmp_path / "file")
    plans.put("a", "fast")
    assert plans.get("a") == "fast"
