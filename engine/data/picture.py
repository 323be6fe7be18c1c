"""A reader's own picture as the network sees it: 32 by 32 pixels, and nothing else is kept.

The file is judged by its bytes, never by its name; its size is known before it is decoded.
"""

from __future__ import annotations

import io
import threading
import warnings
import zipfile

import numpy as np
from PIL import Image

from engine.backend import Array
from engine.data.outline import Outline, outline
from engine.data.picture_rules import MOST_BYTES, MOST_PIXELS, PictureRefused

SIDE = 32
DRAFT = (128, 128)  # a JPEG is decoded at an eighth of its size where this still fits
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
HIDDEN = ((b"<html", "HTML"), (b"<script", "HTML"), (b"<?php", "PHP"), (b"%pdf-", "PDF"))

# 40 megapixels with transparency take 320 MB while they are made small: one at a time.
_desk = threading.Lock()


def decode_picture(blob: bytes, most: int = MOST_BYTES) -> Array:
    """uint8 (32, 32, 3) of a PNG, JPEG or WebP file of at most `most` bytes and 40 megapixels.

    Turned as its EXIF says, cut to the square in its middle, made small by Lanczos, over white
    where it is transparent; of a moving picture the first frame. Raises PictureRefused.
    """
    said = judge(blob, most)
    with _desk, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # damage of no consequence, such as EXIF cut short
        return _decode(blob, said)


def judge(blob: bytes, most: int = MOST_BYTES) -> Outline:
    """What a file is, before any decoder sees it; raises PictureRefused for what is not taken."""
    if not blob:
        raise PictureRefused("empty")
    if len(blob) > most:
        got, high = (f"{size / (1 << 20):.4g}" for size in (len(blob), most))
        raise PictureRefused("large", got, high)
    said = outline(blob)
    if said.width * said.height == 0:
        raise PictureRefused("size", got=_size(said))
    if said.width * said.height > MOST_PIXELS:
        raise PictureRefused("pixels", got=_size(said))
    _nothing_behind(blob, said)
    return said


def _size(picture: Outline | Image.Image) -> str:
    return f"{picture.width}×{picture.height}"


def _nothing_behind(blob: bytes, said: Outline) -> None:
    """Phones put previews behind a JPEG; nobody puts an archive or a page behind a picture."""
    if zipfile.is_zipfile(io.BytesIO(blob)):
        raise PictureRefused("disguised", got="ZIP")
    tail = blob[said.end :]
    lower = tail.lower()
    for sign, name in HIDDEN:
        if sign in lower:
            raise PictureRefused("disguised", got=name)
    if said.kind != "JPEG" and tail.strip(b"\0 \t\r\n"):
        raise PictureRefused("behind", got=len(tail))


def _decode(blob: bytes, said: Outline) -> Array:
    try:
        with Image.open(io.BytesIO(blob), formats=(said.kind,)) as image:
            if image.size != (said.width, said.height):
                raise PictureRefused("sizes", got=f"{_size(said)}, {_size(image)}")
            image.draft(None, DRAFT)  # does nothing but for a JPEG
            image.load()
            small = _small(_plain(image))
            return np.array(_turned(_over_white(small), _orientation(image)), np.uint8)
    except PictureRefused:
        raise
    except Exception as error:  # a decoder of damaged bytes may raise anything at all
        got = f"{type(error).__name__}: {error}"[:120]
        raise PictureRefused("broken", got=got) from error


def _plain(image: Image.Image) -> Image.Image:
    """The image in a mode in which averages of pixels mean something."""
    if image.mode.startswith("I"):  # 16 bits of grey: Pillow itself would clip, not scale
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode in ("1", "P"):
        return image.convert("L" if image.mode == "1" else "RGB")
    return image


def _small(image: Image.Image) -> Image.Image:
    """The square in the middle, 32 by 32; Pillow weighs colours by their opacity."""
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    box = (left, top, left + side, top + side)
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def _over_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _orientation(image: Image.Image) -> int:
    """EXIF orientation 1 to 8; 1 where there is none that can be read."""
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except Exception:  # its own little file format, and as easily damaged
        return 1
    return value if isinstance(value, int) else 1
