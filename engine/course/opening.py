"""Who learns, by device: a processor here, or a GPU that holds the whole step."""

from __future__ import annotations

from engine.backend import Device
from engine.course.batches import Order
from engine.course.learning import HostLearning, Learning
from engine.course.settings import CourseSettings
from engine.data import DataSet


def open_learning(
    demo: CourseSettings, device: Device, images: DataSet, order: Order, step: int
) -> Learning:
    """The learner of a course after `step` steps; raises OutOfDeviceMemory, DeviceLost."""
    if device.kind == "cpu":
        return HostLearning(demo, images, order)
    from engine.gpu.learning import DeviceLearning

    return DeviceLearning(demo, device, images, order, step)
