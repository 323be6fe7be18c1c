"""Network, whitening, update rules and views of the 94 % recipe, in PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

WIDTHS, PATCHES = (64, 256, 256), 24
MUON = (3.4445, -4.7750, 2.0315)  # X <- aX + (bA + cA^2) X with A = X X^T
MUON_LR, MUON_MOMENTUM = 0.24, 0.6
BIAS_LR, HEAD_LR, MOMENTUM, DECAY = 0.053, 0.67, 0.85, 2e-6  # of an image
VIEW = 1  # pixels that the moved views are moved by


def norm(channels: int) -> nn.BatchNorm2d:
    """Batch norm without a scale to learn, in float32."""
    made = nn.BatchNorm2d(channels, eps=1e-12, momentum=0.4)
    made.weight.requires_grad_(False)
    return made


def block(inputs: int, width: int) -> nn.Sequential:
    """A convolution, pool, norm, GELU; a convolution, norm, GELU."""
    return nn.Sequential(
        nn.Conv2d(inputs, width, 3, padding=1, bias=False),
        nn.MaxPool2d(2),
        norm(width),
        nn.GELU(),
        nn.Conv2d(width, width, 3, padding=1, bias=False),
        norm(width),
        nn.GELU(),
    )


class Net(nn.Module):
    """Whitened patches, three blocks, ten scores."""

    def __init__(self) -> None:
        super().__init__()
        self.whiten = nn.Conv2d(3, PATCHES, 2)
        self.whiten.weight.requires_grad_(False)
        sizes = zip((PATCHES, *WIDTHS[:-1]), WIDTHS, strict=True)
        self.blocks = nn.Sequential(*(block(a, b) for a, b in sizes), nn.MaxPool2d(3))
        self.head = nn.Linear(WIDTHS[-1], 10, bias=False)

    def halved(self, kind: torch.dtype) -> Net:
        """Weights in `kind`; batch norm keeps float32."""
        self.to(kind)
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.float()
        return self

    @torch.no_grad()
    def start(self, patches: torch.Tensor) -> None:
        """New weights: the given whitening, the identity first in every filter bank."""
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear | nn.BatchNorm2d):
                layer.reset_parameters()
            if isinstance(layer, nn.Conv2d) and layer is not self.whiten:
                fresh = layer.weight[: layer.in_channels].float()
                layer.weight[: layer.in_channels] = nn.init.dirac_(fresh).to(layer.weight)
        self.whiten.weight.copy_(patches)
        self.whiten.bias.zero_()
        self.head.weight.div_(self.head.weight.float().std().to(self.head.weight))

    def forward(self, x: torch.Tensor, whiten_bias: bool = True) -> torch.Tensor:
        """Scores (n, 10)."""
        bias = self.whiten.bias if whiten_bias else self.whiten.bias.detach()
        x = nn.functional.gelu(nn.functional.conv2d(x, self.whiten.weight, bias))
        return self.head(self.blocks(x).flatten(1)) / WIDTHS[-1]


@torch.no_grad()
def whitening(images: torch.Tensor) -> torch.Tensor:
    """Filters (24, 3, 2, 2): eigenvectors of 2x2 patches by their lengths, and their negatives."""
    patches = nn.functional.unfold(images.float(), 2).transpose(1, 2).reshape(-1, 12)
    values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
    filters = (vectors / (values + 5e-4).sqrt()).T.flip(0).reshape(-1, 3, 2, 2)
    return torch.cat([filters, -filters])


@torch.compile(disable=not torch.cuda.is_available())
def orthogonal(g: torch.Tensor, steps: int = 3) -> torch.Tensor:
    """Newton-Schulz: a matrix of the same directions whose singular values are near 1."""
    a, b, c = MUON
    x = g.bfloat16() / (g.float().norm() + 1e-7).bfloat16()
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    for _ in range(steps):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return x.T if tall else x


class Rules:
    """Muon for the filters, Nesterov SGD with decay for the rest; every rate falls to 0."""

    def __init__(self, net: Net, steps: int, whitening_steps: int, batch: int) -> None:
        self.steps, self.whitening_steps = steps, whitening_steps
        self.filters = [p for p in net.blocks.parameters() if p.ndim == 4]
        self.memory = [torch.zeros_like(p) for p in self.filters]
        biases = [p for p in net.blocks.parameters() if p.ndim == 1 and p.requires_grad]
        groups = [([net.whiten.bias], BIAS_LR), (biases, BIAS_LR), ([net.head.weight], HEAD_LR)]
        decay = DECAY * batch
        self.rest = torch.optim.SGD(
            [{"params": ps, "lr": lr, "weight_decay": decay / lr} for ps, lr in groups],
            momentum=MOMENTUM,
            nesterov=True,
            fused=torch.cuda.is_available(),
        )
        self.rates = [lr for _, lr in groups]

    @torch.no_grad()
    def step(self, t: int) -> None:
        """Update t, counted from 0."""
        left = 1 - t / self.steps
        lefts = (max(0.0, 1 - t / self.whitening_steps), left, left)
        for group, lr, share in zip(self.rest.param_groups, self.rates, lefts, strict=True):
            group["lr"] = lr * share
        self.rest.step()
        for p, memory in zip(self.filters, self.memory, strict=True):
            memory.mul_(MUON_MOMENTUM).add_(p.grad)
            slope = p.grad.add(memory, alpha=MUON_MOMENTUM)
            p.mul_(len(p) ** 0.5 / p.float().norm().to(p))
            p.add_(orthogonal(slope.reshape(len(p), -1)).view_as(p), alpha=-MUON_LR * left)
        self.rest.zero_grad(set_to_none=True)
        for p in self.filters:
            p.grad = None


def views(forward: Callable[..., torch.Tensor], images: torch.Tensor) -> torch.Tensor:
    """Scores of six views: as it is and mirrored (half), moved both ways and mirrored (half)."""

    def both(x: torch.Tensor) -> torch.Tensor:
        # A graph that is replayed writes over what it gave before.
        return (forward(x, False).clone() + forward(x.flip(-1), False).clone()) / 2

    padded = nn.functional.pad(images, (VIEW,) * 4, "reflect")
    size = images.shape[-1]
    low, high = padded[..., :size, :size], padded[..., 2 * VIEW :, 2 * VIEW :]
    return both(images) / 2 + (both(low) + both(high)) / 4
