"""Data sets, fetched, verified and memory-mapped; and the pictures of readers.

Nothing else in the project fetches anything.
"""

from engine.data.dataset import CLASSES, DataSet, sets_folder
from engine.data.mosaics import unpack_sample
from engine.data.opening import available, open_set
from engine.data.picture import decode_picture
from engine.data.picture_rules import PictureRefused
from engine.data.refusals import NOTES, DataRefused
from engine.data.sets import DATASETS
from engine.data.sets.cifar10 import fetch_cifar10

__all__ = [
    "CLASSES",
    "DATASETS",
    "NOTES",
    "DataRefused",
    "DataSet",
    "PictureRefused",
    "available",
    "decode_picture",
    "fetch_cifar10",
    "open_set",
    "sets_folder",
    "unpack_sample",
]
