"""Second derivatives: quadratic models, walks that use them, and what such methods must store."""

from engine.second.jets import hessians
from engine.second.memory import FLOPS, NETS, Memory, memory, readable
from engine.second.model import KINDS, Models, models
from engine.second.quasi import available
from engine.second.walks import METHODS, Walks, walks

__all__ = [
    "FLOPS",
    "KINDS",
    "METHODS",
    "NETS",
    "Memory",
    "Models",
    "Walks",
    "available",
    "hessians",
    "memory",
    "models",
    "readable",
    "walks",
]
