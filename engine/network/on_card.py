"""Presets as a server trains them: what a card can do, it does at full width."""

from __future__ import annotations

from dataclasses import replace

from engine.network.limits import trains_on_card
from engine.network.presets import PRESETS, Preset, speedrun

WIDE, WIDE_SETTINGS = speedrun((64, 256, 256))
# The record itself, for a card: its rates, for a mean of the loss instead of a sum, and all images.
ALONE = {"rule.rest": "0.085", "rule.shift": "5200", "hold_out": "0"}
ON_CARD = {
    "speedrun": replace(
        PRESETS["speedrun"],
        keys=WIDE,
        settings=WIDE_SETTINGS,
        batch=2000,
        epochs=8,
        more={**PRESETS["speedrun"].more, **ALONE},
    )
}


def presets_here() -> dict[str, Preset]:
    """The presets of this server."""
    return PRESETS | ON_CARD if trains_on_card() else PRESETS
