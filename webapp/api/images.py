"""`/api/images`: a reader's own picture, cut to 32 by 32, for looks of that reader alone."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from webapp.api import asking
from webapp.api.pictures import Pictures
from webapp.errors import Problem

bp = Blueprint("images", __name__)


@bp.post("/api/images")
def upload() -> tuple[Response, int]:
    """Decode, keep for a day, answer with the name that `look` takes."""
    from engine.data.picture import decode_picture  # an image library, here alone
    from engine.data.picture_rules import PictureRefused

    try:
        pixels = decode_picture(request.get_data())
    except PictureRefused as bad:
        raise Problem("bad_image", why=bad.text) from None
    name = Pictures(asking.site().folder).save(asking.identity().person, pixels)
    return jsonify(id=name), 201
