"""Training: steps on batches, cut into shards that may run on several cores."""

from engine.training.learner import Learner, StepResult
from engine.training.look import LayerLook, Look, look, predict
from engine.training.pixels import MEAN, STD
from engine.training.processes import blas_advice
from engine.training.recipe import Recipe

__all__ = [
    "MEAN",
    "STD",
    "LayerLook",
    "Learner",
    "Look",
    "Recipe",
    "StepResult",
    "blas_advice",
    "look",
    "predict",
]
