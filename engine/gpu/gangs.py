"""The gangs of this process: runs that may step together find each other by their kind."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

from engine.backend import Device
from engine.course.settings import CourseSettings
from engine.gangs.rows import MOST
from engine.gpu.gang import DeviceGang
from engine.gpu.machine import Opener, opener_of
from engine.gpu.runs import Material
from engine.layers import Layer
from engine.network import Network
from engine.training import Recipe


@dataclass(frozen=True)
class Kind:
    """What is written down in a step: runs for which this is equal share one.

    Seeds, rates, strengths, augmentation and the real numbers of loss and rule are each run's
    own. `rounds` are those of Muon, `steps` how many learning rates there is room for.
    """

    device: Device
    data: str
    batch: int
    layers: tuple[Layer, ...]
    loss: str
    rule: str
    rounds: int
    steps: int


def kind_of(demo: CourseSettings, device: Device, recipe: Recipe, rates: int) -> Kind:
    """The kind of a course with so many learning rates."""
    rounds = int(getattr(recipe.rule, "rounds", 0))
    room = 1 << math.ceil(math.log2(max(rates, 1024)))
    keys = recipe.loss.key, recipe.rule.key
    return Kind(device, demo.data, demo.batch, demo.layers, *keys, rounds, room)


_gangs: dict[Hashable, list[DeviceGang]] = {}


def gang_of(kind: Kind, network: Network, recipe: Recipe, material: Material) -> DeviceGang:
    """A gang of this kind with a free place, made if there is none."""
    forget_empty()
    for gang in _gangs.get(kind, []):
        if len(gang.members) < MOST:
            return gang
    made = DeviceGang(network, recipe, material, opener(kind.device), kind.steps)
    _gangs.setdefault(kind, []).append(made)
    return made


def opener(device: Device) -> Opener:
    """How steps are opened on the device."""
    return opener_of(device)


def forget_empty() -> None:
    """Give back the memory of gangs that nobody is in any more."""
    for kind, gangs in list(_gangs.items()):
        _gangs[kind] = [gang for gang in gangs if gang.members]
        if not _gangs[kind]:
            del _gangs[kind]
