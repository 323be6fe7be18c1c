"""The same network in PyTorch: answers images a second for every line of seconds it reads.

Arguments: preset (convnetjs or vgg), layout (default or channels_last), batch. The images are
normalized before the clock starts, which PyTorch is given for free.
"""

import sys
import time

import torch
from torch import nn

torch.set_num_threads(2)
SIZES = {
    "convnetjs": [("c", 16, 5), "p", ("c", 20, 5), "p", ("c", 20, 5), "p"],
    "vgg": [
        *[("c", 32, 3), ("c", 32, 3), "p"],
        *[("c", 64, 3), ("c", 64, 3), "p"],
        *[("c", 128, 3), ("c", 128, 3), "p"],
    ],
}


def build(preset: str) -> nn.Module:
    """The layers of the preset."""
    layers, channels = [], 3
    for size in SIZES[preset]:
        if size == "p":
            layers.append(nn.MaxPool2d(2))
        else:
            _, filters, kernel = size
            layers += [nn.Conv2d(channels, filters, kernel, padding=kernel // 2), nn.ReLU()]
            channels = filters
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * 16, 10))


preset, layout, batch = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.manual_seed(0)
net, x = build(preset), torch.randn(batch, 3, 32, 32)
y = torch.randint(0, 10, (batch,))
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
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < float(line):
        step()
        count += 1
    print(count * batch / (time.perf_counter() - begin), flush=True)
