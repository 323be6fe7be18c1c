"""`/api/images`: a reader's own picture, cut to 32 by 32, for looks of that reader alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, jsonify, request

from webapp.api import asking
from webapp.api.pictures import keep
from webapp.errors import Problem

bp = Blueprint("images", __name__)

# Of the eight threads that answer, five may wait for a picture; one is decoded at a time.
_line, _desk = threading.BoundedSemaphore(5), threading.Lock()


@bp.post("/api/images")
def upload() -> tuple[Response, int]:
    """Decode, keep for a day, answer with the name that `look` takes."""
    from engine.data.apart import decode_apart  # an image library, here alone
    from engine.data.picture_rules import PictureRefused

    try:
        with line(), _desk:
            pixels = decode_apart(request.get_data(), asking.site().settings.image_bytes)
    except PictureRefused as bad:
        raise Problem("bad_image", why=bad.text) from None
    name = keep(asking.site().pictures, asking.identity().person, pixels)
    return jsonify(id=name), 201


@contextmanager
def line() -> Iterator[None]:
    """A place in the line before the desk; raises Problem when it is full."""
    if not _line.acquire(blocking=False):
        raise Problem("busy", headers={"Retry-After": "1"})
    try:
        yield
    finally:
        _line.release()
