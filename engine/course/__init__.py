"""A course: a network learns from images, is judged, looked at, saved and continued."""

from engine.course.course import Course
from engine.course.declared import cifar_page, course_plan, refuse_state
from engine.course.linear import linear_look
from engine.course.pictures import look
from engine.course.settings import CourseSettings, network_of

__all__ = [
    "Course",
    "CourseSettings",
    "cifar_page",
    "course_plan",
    "linear_look",
    "look",
    "network_of",
    "refuse_state",
]
