"""What a network may cost on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Parameters, bytes of a training run, and milliseconds of a step; more is refused."""

    parameters: float = 4_000_000
    bytes: float = 2_000_000_000
    step_ms: float = 5_000

    @classmethod
    def read(cls) -> Limits:
        """As the environment sets them: NETWORK_PARAMETERS, NETWORK_BYTES, NETWORK_STEP_MS.

        Where a card trains, the others are not two cores' but a card's; what does not fit it
        is refused when it is opened, by what is free there.
        """
        usual = ON_CARD if trains_on_card() else cls()
        return cls(
            float(os.environ.get("NETWORK_PARAMETERS") or usual.parameters),
            float(os.environ.get("NETWORK_BYTES") or usual.bytes),
            float(os.environ.get("NETWORK_STEP_MS") or usual.step_ms),
        )


# Work and times are guessed for the algorithms of two cores, which a card is spared.
ON_CARD = Limits(4_000_000, 60_000_000_000, 5_000_000)


def trains_on_card() -> bool:
    """Whether the trainers of this server were given a graphics card."""
    return os.environ.get("DEVICE") == "gpu"
