"""Whether a graphics card can train, and if not, one sentence: what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.gpu.convolution import Means
from engine.gpu.cublas import BFLOAT, multiplies
from webapp.supervisor.graphics import (
    DRIVER,
    DRIVERS,
    NEWEST,
    WHAT,
    dotted,
    driver_release,
    driver_version,
    right_cuda,
    too_old,
    wheels,
)
from webapp.supervisor.probe import Card, Probe, ask

WEAKEST = 75  # compute capability the kernels are compiled for: Turing, 2018
BIAS = 80  # compute capability from which cuDNN adds a bias on the way
KERNEL = "14"  # what the first kernel has to compute
AGAIN = "run `make gpu`"


@dataclass(frozen=True)
class Graphics:
    """Driver, CuPy wheels, and what the probe was answered; None where it was not sent."""

    driver: int | None
    release: str
    wheels: Mapping[str, str]
    probe: Probe | None

    @property
    def card(self) -> Card | None:
        """The card that would train: the first."""
        return self.probe.cards[0] if self.probe and self.probe.cards else None


def look() -> Graphics:
    """What is here; the probe is sent only where it could be answered."""
    driver, found = driver_version(), wheels()
    hopeless = driver is None or right_cuda(driver) is None or len(found) != 1
    return Graphics(driver, driver_release(), found, None if hopeless else ask())


def why_not(here: Graphics) -> str | None:
    """Why no card can train, the first reason there is; None when one can."""
    return next((said for rule in RULES if (said := rule(here)) is not None), None)


def why_slower(here: Graphics, compute: str) -> Iterator[str]:
    """What would make convolutions faster on a card that can train; activations are `compute`."""
    probe = here.probe or Probe()
    card = here.card
    if card and not multiplies(compute, card.capability):
        yield (
            f"GPU_COMPUTE={compute} needs compute capability {level(BFLOAT)} (Ampere, 2020) for "
            f"cuBLAS and cuDNN, and {card.name} has {level(card.capability)}: activations are "
            "stored so, and a slower kernel multiplies them in float32. GPU_COMPUTE=float16 is "
            "faster here."
        )
        return
    lead = "convolutions run as patches and one matrix product, the slower algorithm"
    if not probe.frontend:
        yield f"cuDNN's frontend is missing: {lead}. For the faster one {AGAIN}."
    elif not probe.cudnn:
        yield f"cuDNN is missing, its frontend is here: {lead}. For the faster one {AGAIN}."


def means_of(here: Graphics, compute: str) -> Means:
    """What convolutions may use on the card; a trainer tries it again before it relies on it."""
    capability = here.card.capability if here.card else 0
    found = bool(here.probe and here.probe.frontend and here.probe.cudnn)
    found, able = found and multiplies(compute, capability), capability >= BIAS
    return Means(cudnn=found, cudnn_bias=found and able)


def libraries(here: Graphics) -> str:
    """Every library with its version, in a line."""
    probe = here.probe or Probe()
    wheel = ", ".join(f"{name} {version}" for name, version in here.wheels.items())
    named = {"NVRTC": probe.nvrtc, "cuBLAS": probe.cublas, "cuDNN": probe.cudnn}
    named["cuDNN frontend"] = probe.frontend
    return ", ".join([wheel or "no CuPy", *(f"{n} {v or 'missing'}" for n, v in named.items())])


def _no_driver(here: Graphics) -> str | None:
    if here.driver is None:
        return (
            f"There is no CUDA driver here ({DRIVER}): install the driver of the graphics card, "
            f"release {DRIVERS[NEWEST]} or newer."
        )
    return too_old(here.driver) if right_cuda(here.driver) is None else None


def _wheel(here: Graphics) -> str | None:
    if not here.wheels:
        return f"CuPy is missing: {AGAIN}, which installs {WHAT}."
    if len(here.wheels) > 1:
        both = " and ".join(f"{name} {version}" for name, version in here.wheels.items())
        return (
            f"{both} are installed together and overwrite each other's files: {AGAIN}, which "
            "leaves the right one."
        )
    return None


def _wheel_for_newer(here: Graphics) -> str | None:
    """A CuPy for CUDA 13 on a driver of 12."""
    name, major = next(iter(here.wheels)), (here.driver or 0) // 1000
    if name != f"cupy-cuda{NEWEST}x" or major >= NEWEST:
        return None
    return (
        f"{name} is installed and the driver offers CUDA {dotted(here.driver or 0)}: {AGAIN}, "
        f"which installs cupy-cuda{major}x, or install driver {DRIVERS[NEWEST]} or newer."
    )


def _no_answer(here: Graphics) -> str | None:
    probe = here.probe or Probe(trouble="it was not asked")
    if probe.trouble:
        return (
            f"CuPy and the driver do not answer ({probe.trouble}): restart the machine, and if "
            f"that does not help {AGAIN}."
        )
    if not probe.cards:
        why = probe.errors.get("cards", "it shows none")
        return (
            f"The CUDA driver is here and has no card to use ({why}): look whether `nvidia-smi` "
            "lists one and what CUDA_VISIBLE_DEVICES says."
        )
    return None


def _weak(here: Graphics) -> str | None:
    card = here.card
    if card is None or card.capability >= WEAKEST:
        return None
    return (
        f"{card.name} has compute capability {level(card.capability)} and the kernels here need "
        f"{level(WEAKEST)} (Turing, 2018) or newer: train on the CPU, or use another card."
    )


def _no_library(here: Graphics) -> str | None:
    probe = here.probe or Probe()
    if not probe.cupy:
        return f"CuPy cannot be imported ({probe.errors.get('cupy', 'no word')}): {AGAIN}."
    if not probe.nvrtc:
        return f"CuPy is here without NVRTC, which compiles its kernels: {AGAIN}, which brings it."
    if not probe.cublas:
        return f"CuPy is here without cuBLAS, which multiplies matrices: {AGAIN}, which brings it."
    return None


def _foreign_card(here: Graphics) -> str | None:
    """A card that the CUDA of the wheel does not know: newer, or one it has dropped."""
    probe, card = here.probe or Probe(), here.card
    if card is None or not probe.archs or card.capability in probe.archs:
        return None
    wheel = next(iter(here.wheels))
    older, newer = min(probe.archs), max(probe.archs)
    return (
        f"{card.name} has compute capability {level(card.capability)}, and NVRTC {probe.nvrtc} "
        f"beside {wheel} compiles for {level(older)} to {level(newer)} without it: "
        f"install the newest driver, then {AGAIN}."
    )


def _no_kernel(here: Graphics) -> str | None:
    probe = here.probe or Probe()
    if probe.ran == KERNEL:
        return None
    why = probe.errors.get("ran", f"expected {KERNEL}, got {probe.ran or 'nothing'}")
    return f"The first kernel did not run ({why}): install the newest driver, then {AGAIN}."


def level(capability: int) -> str:
    """`9.0` of 90."""
    return f"{capability // 10}.{capability % 10}"


RULES: tuple[Callable[[Graphics], str | None], ...] = (
    _no_driver,
    _wheel,
    _wheel_for_newer,
    _no_answer,
    _weak,
    _no_library,
    _foreign_card,
    _no_kernel,
)
