"""Update rules racing on one surface from one start: all rows are one array."""

from engine.race.course import End, Race, race
from engine.race.paced import Paced, hover, noises, paced, rates_of
from engine.race.racers import RACERS, Racer
from engine.race.regimes import REGIMES, Sweep, regime, sweep
from engine.race.thinning import kept_steps

__all__ = [
    "RACERS",
    "REGIMES",
    "End",
    "Paced",
    "Race",
    "Racer",
    "Sweep",
    "hover",
    "kept_steps",
    "noises",
    "paced",
    "race",
    "rates_of",
    "regime",
    "sweep",
]
