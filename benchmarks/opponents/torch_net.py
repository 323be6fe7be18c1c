"""The same network in PyTorch: answers images a second for every line of seconds it reads.

Arguments: layers (JSON), batch, threads, layout (default or channels_last). The images are
normalized before the clock starts, which PyTorch is given for free. The line "memory" is
answered with the megabytes that training took at its peak, above the data.
"""

import json
import sys
import time
from pathlib import Path

import torch
from torch import nn

layers, batch, threads = json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
layout = sys.argv[4]
torch.set_num_threads(threads)


class Residual(nn.Module):
    """ReLU(x' + BN(conv(ReLU(BN(conv(x)))))), x' projected where the shape changes."""

    def __init__(self, channels: int, filters: int, stride: int) -> None:
        super().__init__()
        self.inside = nn.Sequential(
            nn.Conv2d(channels, filters, 3, stride, 1, bias=False),
            nn.BatchNorm2d(filters),
            nn.ReLU(inplace=True),
            nn.Conv2d(filters, filters, 3, 1, 1, bias=False),
            nn.BatchNorm2d(filters),
        )
        same = stride == 1 and channels == filters
        across = nn.Identity() if same else nn.Conv2d(channels, filters, 1, stride, bias=False)
        self.across = across

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The sum of both ways."""
        return nn.functional.relu(self.inside(x) + self.across(x), inplace=True)


MAKERS = {
    "conv": lambda s, c: nn.Conv2d(c, s["filters"], s["size"], s["stride"], s["pad"]),
    "batchnorm": lambda s, c: nn.BatchNorm2d(c),
    "residual": lambda s, c: Residual(c, s["filters"], s["stride"]),
    "relu": lambda s, c: nn.ReLU(inplace=True),
    "leakyrelu": lambda s, c: nn.LeakyReLU(0.01, inplace=True),
    "elu": lambda s, c: nn.ELU(inplace=True),
    "tanh": lambda s, c: nn.Tanh(),
    "sigmoid": lambda s, c: nn.Sigmoid(),
    "maxpool": lambda s, c: nn.MaxPool2d(s["size"], s["stride"]),
    "avgpool": lambda s, c: nn.AvgPool2d(s["size"], s["stride"]),
    "globalpool": lambda s, c: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
    "dropout": lambda s, c: nn.Dropout(1 - s["keep"]),
    "flatten": lambda s, c: nn.Flatten(),
    "dense": lambda s, c: nn.Sequential(nn.Flatten(), nn.LazyLinear(s["units"])),
}


def memory(name: str) -> float:
    """Megabytes this process holds (VmRSS) or held at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith(name))


def build() -> nn.Module:
    """The network, its sizes found on one image."""
    made, shape = nn.Sequential(), torch.zeros(2, 3, 32, 32)
    for spec in layers:
        layer = MAKERS[spec["kind"]](spec, shape.shape[1])
        with torch.no_grad():
            shape = layer(shape)
        made.append(layer)
    return made


torch.manual_seed(0)
x, y = torch.randn(batch, 3, 32, 32), torch.randint(0, 10, (batch,))
before = memory("VmRSS")
net = build()
if layout == "channels_last":
    net, x = net.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
rule = torch.optim.Adam(net.parameters(), lr=1e-3, fused=True)


def step() -> None:
    """Forward, backward, update."""
    rule.zero_grad(set_to_none=True)
    nn.functional.cross_entropy(net(x), y).backward()
    rule.step()


for _ in range(5):
    step()
print("ready", flush=True)
for line in sys.stdin:
    if line.strip() == "memory":
        print(memory("VmHWM") - before, flush=True)
        continue
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < float(line):
        step()
        count += 1
    print(count * batch / (time.perf_counter() - begin), flush=True)
