"""A reader's own picture: what is taken, what it becomes, and what is refused with which words."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import chunk, png, saved
from PIL import Image

from engine.data import PictureRefused, decode_picture
from engine.data.outline import MOST_PARTS, outline
from engine.data.picture_rules import MOST_BYTES, PICTURE_RULES

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
FORMATS = ("PNG", "JPEG", "WEBP")


def plain(kind: str, colour: object = RED, mode: str = "RGB", size: tuple[int, int] = (48, 40)):
    return saved(Image.new(mode, size, colour), kind)


def rule_of(blob: bytes) -> str:
    with pytest.raises(PictureRefused) as caught:
        decode_picture(blob)
    english, persian = caught.value.text
    assert str(caught.value) == english
    assert english.startswith("expected ")
    # Values are told in the sentence's language: Latin are only names, and a decoder's own words.
    names = r"PNG|JPEG|WebP|IHDR|SOF|VP8[LX]?|ANIM|HTML|PHP|PDF|ZIP|EXIF|tEXt|[0-9×]+"
    if caught.value.rule != "broken":
        assert not re.search("[a-zA-Z]", re.sub(names, "", persian)), persian
    return caught.value.rule


def near(blob: bytes, colour: tuple[int, int, int], by: int = 3) -> bool:
    pixels = decode_picture(blob)
    assert pixels.shape == (32, 32, 3)
    assert pixels.dtype == np.uint8
    return bool(np.abs(pixels.astype(int) - colour).max() <= by)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("size", [(1, 1), (32, 32), (7, 300), (300, 7), (1000, 999)])
def test_any_size_becomes_a_square(kind: str, size: tuple[int, int]) -> None:
    assert near(plain(kind, (200, 100, 50), size=size), (200, 100, 50))


def test_a_picture_of_its_size_is_taken_as_it_is() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    image = Image.fromarray(pixels)
    assert np.array_equal(decode_picture(saved(image, "PNG")), pixels)
    assert np.array_equal(decode_picture(saved(image, "WEBP", lossless=True)), pixels)


def test_the_middle_square_is_kept() -> None:
    wide = Image.new("RGB", (96, 32), RED)
    wide.paste(GREEN, (32, 0, 64, 32))
    assert near(saved(wide, "PNG"), GREEN, by=0)
    assert near(saved(wide.transpose(Image.Transpose.ROTATE_90), "PNG"), GREEN, by=0)


def test_it_is_made_small_by_averages() -> None:
    board = np.indices((640, 640)).sum(0) % 2 * 255
    assert near(saved(Image.fromarray(board.astype(np.uint8)), "PNG"), (128, 128, 128), by=2)


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("1", 1, WHITE),
        ("L", 90, (90, 90, 90)),
        ("LA", (90, 0), WHITE),
        ("P", 0, (0, 0, 0)),
        ("RGBA", (255, 0, 0, 0), WHITE),
        ("RGBA", (255, 0, 0, 128), (255, 127, 127)),
        ("I;16", 90 * 256, (90, 90, 90)),
    ],
)
def test_every_mode_of_a_png(mode: str, colour: object, seen: tuple[int, int, int]) -> None:
    assert near(plain("PNG", colour, mode), seen)


def test_dark_pictures_of_16_bits_stay_dark() -> None:
    assert near(plain("PNG", 200, "I;16"), (0, 0, 0), by=0)


def test_transparent_colours_do_not_leak() -> None:
    image = Image.new("RGBA", (64, 64), (0, 255, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 33, 64))
    greenest = decode_picture(saved(image, "PNG")).astype(int)
    assert (greenest[..., 1] <= greenest[..., 2] + 2).all()  # white and red, never green


def test_a_palette_with_a_transparent_entry() -> None:
    image = Image.new("P", (40, 40), 0)
    image.putpalette([*RED, *BLUE])
    assert near(saved(image, "PNG"), RED)
    assert near(saved(image, "PNG", transparency=0), WHITE)


def test_16_bits_of_colour() -> None:
    rows = (b"\0" + struct.pack(">HHHH", 65535, 0, 0, 65535) * 8) * 8
    assert near(png(8, 8, 16, 6, rows), RED)


def test_interlaced_and_cmyk_and_webp_with_alpha() -> None:
    assert near(plain("JPEG", (0, 255, 255, 0), "CMYK"), RED, by=8)
    assert near(plain("WEBP", (0, 0, 255, 0), "RGBA"), WHITE)
    assert near(saved(Image.new("RGB", (500, 500), BLUE), "JPEG", progressive=True), BLUE)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", range(10))
def test_it_is_turned_as_its_camera_was(kind: str, orientation: int) -> None:
    """The stored pixels of `shown`, turned back by hand, come out as `shown`."""
    shown = np.zeros((64, 64, 3), np.uint8)
    shown[:32, :32], shown[:32, 32:], shown[32:, :32] = RED, GREEN, BLUE
    back = {
        2: shown[:, ::-1],
        3: shown[::-1, ::-1],
        4: shown[::-1],
        5: shown.transpose(1, 0, 2),
        6: np.rot90(shown, 1),
        7: shown[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(shown, -1),
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(back.get(orientation, shown)))
    pixels = decode_picture(saved(stored, kind, exif=exif, quality=95))
    for corner, colour in (((4, 4), RED), ((4, 27), GREEN), ((27, 4), BLUE), ((27, 27), (0, 0, 0))):
        assert np.abs(pixels[corner].astype(int) - colour).max() < 16


def test_damaged_exif_turns_nothing() -> None:
    blob = plain("JPEG", BLUE)
    exif = b"\xff\xe1\x00\x10Exif\0\0II*\0\xff\xff\xff\xff"
    assert near(blob[:2] + exif + blob[2:], BLUE)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_shows_its_first_frame(kind: str) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in (GREEN, RED, BLUE)]
    assert near(saved(frames[0], kind, save_all=True, append_images=frames[1:]), GREEN)


def test_a_photo_with_a_second_picture_behind_it() -> None:
    second = Image.new("RGB", (40, 40), RED)
    blob = saved(Image.new("RGB", (40, 40), GREEN), "MPO", save_all=True, append_images=[second])
    assert near(blob, GREEN)
    assert near(plain("JPEG", GREEN) + b"a preview of the phone", GREEN)


SVG = b"\xef\xbb\xbf \n<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"
OTHERS = {
    "GIF": plain("GIF", 0, "P"),
    "BMP": plain("BMP"),
    "TIFF": plain("TIFF"),
    "ICO": plain("ICO"),
    "JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n",
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0",
    "AVIF": b"\0\0\0\x18ftypavif\0\0\0\0",
    "MP4": b"\0\0\0\x18ftypisom\0\0\0\0",
    "SVG": SVG,
    "HTML": b"<!DOCTYPE html><title>picture.png</title>",
    "PDF": b"%PDF-1.7\n",
    "ZIP": b"PK\3\4" + bytes(40),
    "WAV": b"RIFF\x24\0\0\0WAVEfmt ",
    "safetensors": b'\x40\0\0\0\0\0\0\0{"__metadata__":{}}',
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_format_is_named(name: str) -> None:
    with pytest.raises(PictureRefused, match=f"got a file of type {name}$") as caught:
        decode_picture(OTHERS[name])
    assert caught.value.rule == "format"


TEXTS = [b"hello", "سلام".encode(), b"\xef\xbb\xbfa\n", "x".encode("utf-16")]
TEXTS += [b"BMW", b"ID3 of it", b'[  \n     {"a": 1}]']  # they begin as formats do
TEXTS += [b"x" * 1023 + "é".encode() + b"\0"]  # cut within a letter: the rest is not looked at


@pytest.mark.parametrize("blob", TEXTS)
def test_text_is_called_text(blob: bytes) -> None:
    assert rule_of(blob) == "text"


@pytest.mark.parametrize("blob", [b"\0" * 100, b"\xfe\xed\xfa\xce", b"\x90\0"])
def test_what_cannot_be_told_is_refused_without_a_riddle(blob: bytes) -> None:
    with pytest.raises(PictureRefused, match=f"got {len(blob)} bytes that begin like none"):
        decode_picture(blob)


@pytest.mark.parametrize("blob", [b"\x89PNG", b"\x89PNG\r\n\x1a\n", b"\xff\xd8"])
def test_the_beginning_of_a_picture_is_cut_off(blob: bytes) -> None:
    assert rule_of(blob) == "truncated"


def test_the_bounds() -> None:
    assert rule_of(b"") == "empty"
    assert rule_of(plain("PNG") + bytes(MOST_BYTES)) == "large"
    assert rule_of(png(40_000, 1_001, 8, 0, b"")) == "pixels"
    assert rule_of(png(0, 10, 8, 0, b"")) == "size"
    jpeg = plain("JPEG")
    frame = jpeg.index(b"\xff\xc0")
    vast = jpeg[: frame + 5] + b"\xff\xff\xff\xff" + jpeg[frame + 9 :]
    assert rule_of(vast) == "pixels"
    webp = b"WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\xff\xff" * 2
    assert rule_of(b"RIFF" + struct.pack("<I", len(webp)) + webp) == "pixels"
    assert len(PICTURE_RULES) == 19


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_cut_anywhere_is_refused(kind: str) -> None:
    noise = np.random.default_rng(5).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    blob = saved(Image.fromarray(noise), kind)
    for end in range(13, len(blob) - 1, max(1, len(blob) // 60)):
        assert rule_of(blob[:end]) in ("truncated", "broken")


def test_damage_inside_is_refused() -> None:
    assert rule_of(png(8, 8, 8, 2, b"too few rows")) == "broken"
    twice = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    assert rule_of(png(8, 8, 8, 2, bytes(8 * 25), twice)) == "twice"
    assert rule_of(png(8, 8, 8, 2, bytes(8 * 25), chunk(b"tEXt", b"")[:-4] + b"crc!")) == "broken"


def test_what_is_damaged_is_named() -> None:
    whole, jpeg = plain("PNG"), plain("JPEG")
    first = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    assert rule_of(whole[:8] + chunk(b"tEXt", first) + whole[8:]) == "header"
    frame = jpeg.index(b"\xff\xc0")
    size = jpeg[frame : frame + 19]
    assert rule_of(jpeg[:frame] + size + jpeg[frame:]) == "twice"
    assert rule_of(jpeg[:frame] + b"a" + jpeg[frame:]) == "marker"
    webp = b"WEBPANIM" + bytes(30)
    assert rule_of(b"RIFF" + struct.pack("<I", len(webp)) + webp) == "chunk"
    assert rule_of(whole + b"more") == "behind"


def test_a_decoder_that_finds_another_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    blob = plain("PNG")
    other = replace(outline(blob), width=40)
    monkeypatch.setattr("engine.data.picture.outline", lambda _: other)
    with pytest.raises(PictureRefused, match=r"got 40×40, 48×40$"):
        decode_picture(blob)


def test_a_file_that_is_slow_by_its_parts_is_refused() -> None:
    empty = chunk(b"tEXt", b"a\0b")
    assert rule_of(png(8, 8, 8, 2, bytes(8 * 25), empty * MOST_PARTS)) == "parts"
    jpeg = saved(Image.new("RGB", (64, 64), RED), "JPEG", progressive=True)
    scan = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    assert rule_of(jpeg[:-2] + scan * 40 + jpeg[-2:]) == "scans"
    comments = b"\xff\xfe\x00\x02" * MOST_PARTS
    assert rule_of(jpeg[:2] + comments + jpeg[2:]) == "parts"


@pytest.mark.parametrize("kind", FORMATS)
def test_an_archive_behind_a_picture_is_refused(kind: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("run.sh", "echo")
    assert rule_of(plain(kind) + file.getvalue()) == "disguised"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("tail", [b"<SCRIPT>alert(1)</SCRIPT>", b"<?php", b"%PDF-1.4", b"<html>"])
def test_a_page_behind_a_picture_is_refused(kind: str, tail: bytes) -> None:
    assert rule_of(plain(kind) + b"\0\0" + tail) == "disguised"


def test_blanks_behind_a_picture_are_nothing() -> None:
    assert near(plain("PNG") + b"\r\n\0\0", RED, by=0)


def test_the_outline_finds_the_end() -> None:
    for kind in FORMATS:
        blob = plain(kind, size=(48, 40))
        said = outline(blob)
        assert (said.kind, said.width, said.height, said.end) == (kind, 48, 40, len(blob))


SMALL = {kind: plain(kind, size=(9, 7)) for kind in FORMATS}


def answer(blob: bytes) -> str:
    """The rule of the refusal, or `taken`; any other exception is the test's failure."""
    try:
        return "taken" if decode_picture(blob).shape == (32, 32, 3) else "misshapen"
    except PictureRefused as refusal:
        return refusal.rule


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"]), st.binary())
def test_random_bytes_raise_nothing_else(start: bytes, rest: bytes) -> None:
    assert answer(start + rest) in PICTURE_RULES


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(FORMATS),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 2000),
)
def test_damaged_pictures_raise_nothing_else(
    kind: str, flips: list[tuple[int, int]], cut: int
) -> None:
    blob = bytearray(SMALL[kind])
    for place, value in flips:
        blob[place % len(blob)] = value
    assert answer(bytes(blob[: cut or None])) in {"taken", *PICTURE_RULES}
