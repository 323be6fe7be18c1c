"""Augmentation of images: one file each, found by name; `augment` applies several in order."""

import sys

from engine.augment.base import AUGMENTATIONS, Augmentation, Scratch, Seen, augment

AUGMENTATIONS.load(sys.modules[__name__])

__all__ = ["AUGMENTATIONS", "Augmentation", "Scratch", "Seen", "augment"]
