"""The small VGG in PyTorch at its best: half precision, channels-last, compiled, CUDA graphs.

Run by the Python that has PyTorch; knows nothing of this project. Its images are normalized and
on the card before the clock starts, which PyTorch is given for free.
"""

from __future__ import annotations

import statistics
import sys
import time

import torch
from torch import nn

from benchmarks.gpu.saying import say, seconds_left

BATCH, ROUNDS, SECONDS = 512, 5, 1.5
# Compiling may outlast the time of this part: the first way has a figure before it begins.
WAYS = (
    (torch.float16, "", 1),
    (torch.float16, "reduce-overhead", ROUNDS),
    (torch.bfloat16, "reduce-overhead", ROUNDS),
)
WIDTHS = (32, 32, 64, 64, 128, 128)
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


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


def trainer(kind: torch.dtype, mode: str) -> object:
    """One step: forward and backward in `kind`, Adam on float32 weights."""
    net = build().to(DEVICE, memory_format=torch.channels_last)
    rule = torch.optim.Adam(net.parameters(), lr=1e-3, fused=DEVICE == "cuda")
    x = torch.randn(BATCH, 3, 32, 32, device=DEVICE).to(memory_format=torch.channels_last)
    y = torch.randint(0, 10, (BATCH,), device=DEVICE)

    def loss(images: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        with torch.autocast(DEVICE, kind):
            return nn.functional.cross_entropy(net(images), target)

    compiled = torch.compile(loss, mode=mode) if mode else loss

    def step() -> None:
        rule.zero_grad(set_to_none=True)
        compiled(x, y).backward()
        rule.step()

    return step


def rate(step: object, seconds: float) -> float:
    """Images a second; the card is waited for at both ends."""
    _wait()
    began, steps = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        for _ in range(20):
            step()  # type: ignore[operator]
        _wait()
        steps += 20
    return steps * BATCH / (time.perf_counter() - began)


def _wait() -> None:
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def main() -> int:
    """The best of a few ways, each the median of a few rounds."""
    torch.backends.cudnn.benchmark = True
    torch.set_float32_matmul_precision("high")
    best = (0.0, list[float](), "")
    for kind, mode, rounds in WAYS:
        step = trainer(kind, mode)
        for _ in range(10):
            step()  # type: ignore[operator]
        how = f"{str(kind).removeprefix('torch.')}, compile mode {mode or 'no'}"
        now, rates = best, list[float]()
        for _ in range(rounds):
            rates.append(rate(step, SECONDS))
            now = max(best, (statistics.median(rates), rates, how))
            tell(*now)
        best = now
        if mode and seconds_left() < 20:
            break
    return 0


def tell(middle: float, rates: list[float], how: str) -> None:
    """The median of the rounds so far, of the best way so far."""
    say(torch_vgg=f"{middle:,.0f} images/s ({min(rates):,.0f} to {max(rates):,.0f}, {how})")


if __name__ == "__main__":
    sys.exit(main())
