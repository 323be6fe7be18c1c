"""Networks: layers as data, checked and counted before anything is allocated."""

from engine.network.limits import Limits
from engine.network.network import Network, Task
from engine.network.presets import PRESETS, Preset

__all__ = ["PRESETS", "Limits", "Network", "Preset", "Task"]
