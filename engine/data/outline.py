"""What a picture says of itself, read from its bytes before any of it is decoded.

PNG: W3C Recommendation, section 5. JPEG: ITU T.81, annex B. WebP: RFC 9649.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.data.kinds import no_picture
from engine.data.picture_rules import PictureRefused

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MOST_PARTS = 20_000  # chunks or segments; more make a file slow to walk, not a picture
MOST_SCANS = 32  # of a progressive JPEG: each costs a pass over every pixel

# The next marker of a JPEG after a scan: FF, not stuffing, not a restart, not a fill byte.
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
END, SCAN = 0xD9, 0xDA
SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a segment


@dataclass(frozen=True)
class Outline:
    """Format as Pillow names it, size in pixels, and where the picture ends in the file."""

    kind: str
    width: int
    height: int
    end: int


def outline(blob: bytes) -> Outline:
    """Walk the file; raises PictureRefused."""
    if blob.startswith(PNG):
        return _png(blob)
    if blob.startswith(JPEG):
        return _jpeg(blob)
    if blob[:4] == b"RIFF" and blob[8:12] == b"WEBP":
        return _webp(blob)
    if PNG.startswith(blob) or JPEG.startswith(blob):
        raise PictureRefused("truncated", got=len(blob))
    raise no_picture(blob)


def _number(blob: bytes, at: int, size: int) -> int:
    if at + size > len(blob):
        raise PictureRefused("truncated", got=len(blob))
    return int.from_bytes(blob[at : at + size], "big")


def _name(kind: bytes) -> str:
    """The four letters of a chunk, or its bytes where they are no letters."""
    return kind.decode("ascii") if kind.isalnum() else kind.hex(" ")


def _png(blob: bytes) -> Outline:
    at, width, height = len(PNG), 0, 0
    for part in range(MOST_PARTS):
        length, kind = _number(blob, at, 4), blob[at + 4 : at + 8]
        if at + 12 + length > len(blob):
            raise PictureRefused("truncated", got=len(blob))
        if part == 0 and kind != b"IHDR":
            raise PictureRefused("header", got=_name(kind))
        if part > 0 and kind == b"IHDR":
            raise PictureRefused("twice", got="IHDR")
        if part == 0:
            width, height = _number(blob, at + 8, 4), _number(blob, at + 12, 4)
        at += 12 + length
        if kind == b"IEND":
            return Outline("PNG", width, height, at)
    raise PictureRefused("parts", high=MOST_PARTS)


def _jpeg(blob: bytes) -> Outline:
    size, scans = (0, 0), 0
    for marker, at in _segments(blob):
        if marker == END:
            return Outline("JPEG", *size, at)
        if marker in SIZES:
            if size != (0, 0):
                raise PictureRefused("twice", got="SOF")
            size = _number(blob, at + 5, 2), _number(blob, at + 3, 2)
        scans += marker == SCAN
        if scans > MOST_SCANS:
            raise PictureRefused("scans", high=MOST_SCANS)
    raise PictureRefused("parts", high=MOST_PARTS)


def _segments(blob: bytes) -> Iterator[tuple[int, int]]:
    """Every marker of a JPEG and where what follows it begins; scans are passed over."""
    at = 2
    for _ in range(MOST_PARTS):
        at, marker = _marker(blob, at)
        yield marker, at
        if marker not in ALONE:
            at += max(2, _number(blob, at, 2))
        if marker == SCAN:
            found = MARKER.search(blob, at)
            if found is None:
                raise PictureRefused("truncated", got=len(blob))
            at = found.start()


def _marker(blob: bytes, at: int) -> tuple[int, int]:
    """Where the segment after the marker at `at` begins, and the marker itself."""
    if _number(blob, at, 1) != 0xFF:
        raise PictureRefused("marker", got=at)
    while (marker := _number(blob, at + 1, 1)) == 0xFF:
        at += 1
    return at + 2, marker


def _webp(blob: bytes) -> Outline:
    size = int.from_bytes(blob[4:8], "little")
    end = 8 + size + size % 2
    if end > len(blob) or len(blob) < 30:
        raise PictureRefused("truncated", got=len(blob))
    kind = blob[12:16]
    if kind == b"VP8X":
        width, height = (1 + int.from_bytes(blob[at : at + 3], "little") for at in (24, 27))
    elif kind == b"VP8L":
        bits = int.from_bytes(blob[21:25], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 ":
        width, height = (int.from_bytes(blob[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    else:
        raise PictureRefused("chunk", got=_name(kind))
    return Outline("WEBP", width, height, end)
