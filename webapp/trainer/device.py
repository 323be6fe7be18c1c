"""The device of a trainer, as the supervisor has chosen it."""

from __future__ import annotations

import logging

from engine.backend import CPU, Device, DeviceLost, open_device
from engine.gpu.libraries import keep_plans_in
from webapp.settings import Settings

log = logging.getLogger("lab.trainer")


def device_of(settings: Settings) -> Device:
    """The card with DEVICE=gpu; a trainer that finds it lost says so and trains on the CPU.

    DEVICE=auto is the supervisor's to decide: what it starts is told cpu or gpu.
    """
    if settings.device != "gpu":
        return CPU
    keep_plans_in(settings.folder)
    try:
        return open_device("gpu", settings.gpu_compute)
    except DeviceLost as lost:
        log.error("the graphics card is lost (%s); training on the CPU", lost)
        return CPU
