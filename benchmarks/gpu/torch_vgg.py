"""The small VGG in PyTorch at its best: half precision, channels-last, compiled, one CUDA graph.

Run by the Python that has PyTorch; knows nothing of this project. Its images are normalized and
on the card before the clock starts, which PyTorch is given for free.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import torch
from torch import nn

from benchmarks.gpu.saying import say, seconds_left

BATCH, ROUNDS, SECONDS = 512, 3, 1.5
WARM = 11  # steps before a capture: what compiles, chooses and allocates has done so
# Type, mode of compiling, whether a whole step with its update is one CUDA graph, rounds. Graphs
# that a mode makes by itself leave the update out. Compiling may outlast the time of this part:
# the first way has a figure before it begins.
WAYS = (
    (torch.float16, "", False, 1),
    (torch.float16, "default", True, ROUNDS),
    (torch.float16, "reduce-overhead", False, ROUNDS),
    (torch.bfloat16, "default", True, ROUNDS),
    (torch.float16, "max-autotune-no-cudagraphs", True, ROUNDS),
)
WIDTHS = (32, 32, 64, 64, 128, 128)
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
Best = tuple[float, list[float], str]  # images a second, of each round, by which way


def build() -> nn.Sequential:
    """Convolutions and ReLU by twos, a pool, three times, then ten scores."""
    made, channels = nn.Sequential(), 3
    for k, width in enumerate(WIDTHS):
        made.append(nn.Conv2d(channels, width, 3, padding=1))
        made.append(nn.ReLU(inplace=True))
        if k % 2:
            made.append(nn.MaxPool2d(2))
        channels = width
    return made.extend([nn.Flatten(), nn.Linear(channels * 16, 10)])


def trainer(kind: torch.dtype, mode: str, graphed: bool = False) -> Callable[[], None]:
    """One step: forward and backward in `kind`, Adam on float32 weights."""
    net = build().to(DEVICE, memory_format=torch.channels_last)
    fused = DEVICE == "cuda"
    rule = torch.optim.Adam(net.parameters(), lr=1e-3, fused=fused, capturable=graphed)
    x = torch.randn(BATCH, 3, 32, 32, device=DEVICE).to(memory_format=torch.channels_last)
    y = torch.randint(0, 10, (BATCH,), device=DEVICE)

    def loss(images: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        with torch.autocast(DEVICE, kind):
            return nn.functional.cross_entropy(net(images), target)

    compiled = torch.compile(loss, mode=mode) if mode else loss

    def step() -> None:
        compiled(x, y).backward()
        rule.step()
        rule.zero_grad(set_to_none=True)  # a capture has to begin without gradients

    return replayed(step) if graphed else step


def replayed(step: Callable[[], None]) -> Callable[[], None]:
    """The step as one CUDA graph, captured on the stream on which it was warmed up.

    https://docs.pytorch.org/docs/stable/notes/cuda.html#whole-network-capture
    """
    stream, graph = torch.cuda.Stream(), torch.cuda.CUDAGraph()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(WARM):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    with torch.cuda.graph(graph, stream=stream):
        step()
    return graph.replay


def rate(step: Callable[[], None], seconds: float) -> float:
    """Images a second; the card is waited for at both ends."""
    _wait()
    began, steps = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        for _ in range(20):
            step()
        _wait()
        steps += 20
    return steps * BATCH / (time.perf_counter() - began)


def _wait() -> None:
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def main() -> int:
    """The best of a few ways, each the median of a few rounds; one that breaks is passed over."""
    torch.backends.cudnn.benchmark = True
    torch.set_float32_matmul_precision("high")
    best = (0.0, list[float](), "")
    for kind, mode, graphed, rounds in WAYS:
        try:
            best = measured(kind, mode, graphed, rounds, best)
        except Exception as error:  # of a compiler or a capture: several kinds
            if not best[0]:
                raise
            print(f"{mode}: {error}", file=sys.stderr, flush=True)
        if mode and seconds_left() < 20:
            break
    return 0


def measured(kind: torch.dtype, mode: str, graphed: bool, rounds: int, best: Best) -> Best:
    """The better of this way and the best so far, told after every round."""
    step, rates = trainer(kind, mode, graphed), list[float]()
    for _ in range(WARM):
        step()
    how = f"{str(kind).removeprefix('torch.')}, compile mode {mode or 'no'}"
    how += ", Adam in the graph" if graphed else ""
    now = best
    for _ in range(rounds):
        rates.append(rate(step, SECONDS))
        now = max(best, (statistics.median(rates), rates, how))
        tell(*now)
    return now


def tell(middle: float, rates: list[float], how: str) -> None:
    """The median of the rounds so far, of the best way so far."""
    say(torch_vgg=f"{middle:,.0f} images/s ({min(rates):,.0f} to {max(rates):,.0f}, {how})")


if __name__ == "__main__":
    sys.exit(main())
