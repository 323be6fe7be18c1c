"""Which device trainers are started with, and what the doctor says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from webapp import machine
from webapp.awaited import card_awaited
from webapp.settings import Settings
from webapp.supervisor.cards import Graphics, level, libraries, look, why_not, why_slower
from webapp.supervisor.finding import Finding
from webapp.supervisor.graphics import cuda_hint, dotted
from webapp.supervisor.refusal import CannotServe

AWAITED = "A trainer lost the card and trains on the CPU meanwhile; the card is asked again"


def choose_device(settings: Settings) -> tuple[str, list[str]]:
    """`cpu` or `gpu`, and what to tell; raises CannotServe where DEVICE=gpu cannot be.

    The card is asked only where DEVICE wants one: a start with DEVICE=cpu waits for nothing.
    """
    if settings.device == "cpu":
        return "cpu", []
    here = look()
    why = why_not(here)
    if why is None:
        return "gpu", list(why_slower(here, settings.gpu_compute))
    if settings.device == "gpu":
        raise CannotServe(f"DEVICE=gpu: {why} With DEVICE=auto the CPU trains until then.")
    return "cpu", [] if here.driver is None else [f"Runs are trained on the CPU. {why}"]


def device_findings(settings: Settings, here: Graphics, able: Sequence[str]) -> Iterator[Finding]:
    """Which device will be used and why; `able` are the demos that can train on a card."""
    why = why_not(here)
    left = None if settings.device == "cpu" else card_awaited(settings.folder)
    if left is not None:
        yield Finding("note", f"{AWAITED} {f'in {left:.0f} s' if left else 'now'}.")
    if settings.device != "cpu" and why is None:
        yield from _on_the_card(settings, here, able)
        return
    yield Finding("sound", f"Runs will be trained {_on_the_cpu(settings)}.")
    if settings.device == "gpu":
        yield Finding(
            "fault", f"DEVICE=gpu is asked for and cannot be. {why} Or start with DEVICE=cpu."
        )
    elif here.driver is not None:
        yield from _unused(settings, here, why)


def card_facts(here: Graphics) -> Iterator[tuple[str, str]]:
    """Driver, cards and libraries, each with its version."""
    if here.driver is None:
        yield "gpu", "no CUDA driver: the engine runs on the CPU"
        return
    release = f", driver {here.release}" if here.release else ""
    yield "gpu", f"CUDA {dotted(here.driver)}{release}"
    for card in here.probe.cards if here.probe else ():
        yield (
            "card",
            f"{card.name}, {card.memory / 1e9:.0f} GB, compute capability {level(card.capability)}",
        )
    yield "cuda", libraries(here)


def _on_the_cpu(settings: Settings) -> str:
    return f"on the CPU ({machine.processor()}) by {settings.trainer_count} trainers"


def _on_the_card(settings: Settings, here: Graphics, able: Sequence[str]) -> Iterator[Finding]:
    name = here.card.name if here.card else ""
    yield Finding("sound", f"{name} can train: its driver, CuPy and a first kernel answered.")
    if able:
        others = f"the others {_on_the_cpu(settings)}"
        yield Finding("sound", f"Runs of {', '.join(able)} will be trained on it, {others}.")
    else:
        where = f"runs will be trained {_on_the_cpu(settings)}"
        yield Finding("note", f"No demo of this version trains on a card: {where}.")
    yield from _slower(settings, here)


def _unused(settings: Settings, here: Graphics, why: str | None) -> Iterator[Finding]:
    """What to say of a card that DEVICE=cpu or a fault leaves idle."""
    if why is None:
        yield Finding("note", f"{here.card.name if here.card else ''} could train: DEVICE=gpu.")
        yield from _slower(settings, here)
    else:
        yield Finding("note", cuda_hint() or why)


def _slower(settings: Settings, here: Graphics) -> Iterator[Finding]:
    return (Finding("note", said) for said in why_slower(here, settings.gpu_compute))
