"""Pictures that are small as files and vast as pixels, broken, or slow to read."""

from __future__ import annotations

import io
import struct
import sys
import threading
import time
import zlib
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from engine.data import PictureRefused, apart, decode_picture
from engine.data.apart import MEMORY, decode_apart
from tests.attacks.people import Person, bounded, others_go_on, said
from tests.data.pictures import chunk, png, saved
from tests.server import Server
from webapp.api import images
from webapp.errors import Problem

TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
SIDE = 6300  # 39.7 megapixels, the largest square that is taken


def vast(side: int = SIDE, colour: int = 2) -> bytes:
    """A PNG of zeros: forty kilobytes that become a hundred megabytes."""
    width = {0: 1, 2: 3, 6: 4}[colour] * side + 1
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(width)) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def zeros_behind(size: int) -> bytes:
    """A zip bomb where a picture of 8 by 8 belongs."""
    return png(8, 8, 8, 2, bytes(size))


def told(words: bytes, size: int) -> bytes:
    """A small picture with a compressed text of so many bytes."""
    packed = zlib.compress(bytes(size), 1)
    content = {b"zTXt": b"a\0\0", b"iCCP": b"a\0\0", b"iTXt": b"a\0\1\0\0\0"}[words] + packed
    return png(8, 8, 8, 2, bytes(8 * 25), chunk(words, content))


def moving(kind: str, frames: int, side: int) -> bytes:
    pictures = [Image.new("RGB", (side, side), (n % 256, 0, 0)) for n in range(frames)]
    return saved(pictures[0], kind, save_all=True, append_images=pictures[1:], lossless=True)


def claiming(kind: str, side: int) -> bytes:
    """A small picture whose header speaks of side by side pixels."""
    small = Image.new("RGB", (16, 16), "red")
    blob = bytearray(saved(small, kind, lossless=True))
    if kind == "PNG":
        blob[16:24] = struct.pack(">II", side, side)
        blob[29:33] = struct.pack(">I", zlib.crc32(blob[12:29]))
    elif kind == "JPEG":
        at = blob.index(b"\xff\xc0")
        blob[at + 5 : at + 9] = struct.pack(">HH", side, side)
    else:
        bits = int.from_bytes(blob[21:25], "little") & ~0xFFFFFFF
        blob[21:25] = (bits | (side - 1) << 14 | (side - 1)).to_bytes(4, "little")
    return bytes(blob)


def test_headers_that_speak_of_more_than_there_is(person: Person, server: Server) -> None:
    with bounded(server, peak=60):
        for kind, side in (
            ("PNG", 100_000),
            ("PNG", 2**31 - 1),
            ("JPEG", 65_500),
            ("WEBP", 16_383),
        ):
            reply = person.upload("/api/images", TYPES[kind], claiming(kind, side))
            message = said(reply, 400, "bad_image")
            assert "at most 40 megapixels" in message
            assert str(side) in message


@pytest.mark.parametrize("kind", TYPES)
def test_within_the_bounds_and_not_true(person: Person, server: Server, kind: str) -> None:
    """Six thousand pixels a side announced, sixteen there."""
    with bounded(server, peak=MEMORY / 1e6):
        reply = person.upload("/api/images", TYPES[kind], claiming(kind, 6000))
    assert reply.status in (201, 400)  # a JPEG without its data is grey, as in a browser
    assert reply.status == 201 or "picture" in said(reply, 400, "bad_image")


def test_bombs_of_every_kind(person: Person, server: Server, watched: str) -> None:
    bombs = {
        "rows behind the last": zeros_behind(64 << 20),
        "a text": told(b"zTXt", 64 << 20),
        "a long text": told(b"iTXt", 64 << 20),
        "a profile": told(b"iCCP", 64 << 20),
        "many texts": png(8, 8, 8, 2, bytes(8 * 25), *[chunk(b"tEXt", b"a\0b")] * 20_000),
    }
    with others_go_on(server, watched), bounded(server, peak=200):
        for name, blob in bombs.items():
            reply = person.upload("/api/images", TYPES["PNG"], blob)
            assert reply.status in (201, 400), name
            assert reply.status == 201 or "expected" in said(reply, 400, "bad_image"), name


def test_as_vast_as_is_taken_many_at_once(server: Server, watched: str) -> None:
    """Each takes 120 MB for half a second in a process of its own; a page is not kept waiting."""
    blob, counted = vast(), Counter[int]()

    def upload() -> None:
        reply = Person(server).upload("/api/images", TYPES["PNG"], blob)
        counted[reply.status] += 1
        if reply.status == 429:
            said(reply, 429, "busy")
            assert reply.headers["retry-after"] == "1"

    with others_go_on(server, watched), bounded(server, peak=2 * MEMORY / 1e6):
        uploads = [threading.Thread(target=upload) for _ in range(6)]
        for one in uploads:
            one.start()
        began = time.monotonic()
        assert Person(server).get("/api/demos").status == 200
        took = time.monotonic() - began
        for one in uploads:
            one.join()
    assert set(counted) <= {201, 429}
    assert counted[201] >= 3
    assert took < 3


def test_pictures_leave_threads_for_others() -> None:
    """Five of the eight threads of a process may wait for decoders; the sixth is sent away."""
    inside, over = threading.Barrier(6), threading.Event()

    def wait() -> None:
        with images.line():
            inside.wait(5)
            over.wait(5)

    waiting = [threading.Thread(target=wait) for _ in range(5)]
    for one in waiting:
        one.start()
    inside.wait(5)
    with pytest.raises(Problem, match="busy") as refused, images.line():
        pass
    assert refused.value.headers == {"Retry-After": "1"}
    over.set()
    for one in waiting:
        one.join()
    with images.line():
        pass


def test_hundreds_of_frames(person: Person, server: Server) -> None:
    with bounded(server, peak=200):
        for kind in ("PNG", "WEBP"):
            began = time.monotonic()
            reply = person.upload("/api/images", TYPES[kind], moving(kind, 300, 64))
            assert reply.status == 201
            assert time.monotonic() - began < 5


@pytest.mark.parametrize("kind", TYPES)
def test_a_cut_picture_hears_what_is_missing(person: Person, kind: str) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (99, 99, 3), dtype=np.uint8)
    blob = saved(Image.fromarray(noise), kind)
    for end in (1, 12, 40, len(blob) // 2, len(blob) - 3):
        reply = person.upload("/api/images", TYPES[kind], blob[:end])
        assert "expected a" in said(reply, 400, "bad_image")


def samples() -> dict[str, bytes]:
    gradient = np.arange(60 * 50 * 3, dtype=np.uint8).reshape(60, 50, 3)
    image = Image.fromarray(gradient)
    exif = Image.Exif()
    exif[0x0112] = 6
    return {
        "PNG": saved(image, "PNG"),
        "JPEG": saved(image, "JPEG", quality=95),
        "progressive": saved(image, "JPEG", progressive=True),
        "WebP": saved(image, "WEBP"),
        "turned": saved(image, "JPEG", exif=exif),
        "turned PNG": saved(image, "PNG", exif=exif),
        "transparent": saved(image.convert("RGBA"), "PNG"),
        "palette": saved(image.convert("P"), "PNG"),
        "moving": moving("WEBP", 3, 40),
        "CMYK": saved(image.convert("CMYK"), "JPEG"),
        "two in one": saved(image, "MPO", save_all=True, append_images=[image]),
    }


def test_apart_it_is_the_same_picture() -> None:
    for name, blob in samples().items():
        assert np.array_equal(decode_apart(blob), decode_picture(blob)), name


def test_apart_it_is_the_same_refusal() -> None:
    for blob in (
        b"",
        b"GIF89a" + bytes(50),
        png(8, 8, 8, 2, b"too few"),
        claiming("PNG", 9**9 % 2**31),
    ):
        rules = []
        for decode in (decode_apart, decode_picture):
            with pytest.raises(PictureRefused) as caught:
                decode(blob)
            rules.append((caught.value.rule, caught.value.text))
        assert rules[0] == rules[1]


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("while True: pass", "SIG"),
        ("x = bytearray(2 << 30)", "exit 1"),
        ("open('/dev/null')", "exit 1"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("import time; time.sleep(60)", "> 2 s"),
        ("import os; os.write(1, b'+' * 99999)", "exit 0"),
        ("pass", "exit 0"),
    ],
)
def test_a_decoder_that_goes_wrong_is_ended(
    monkeypatch: pytest.MonkeyPatch, does: str, says: str
) -> None:
    """What would be written over a decoder's loop or memory is stopped by the kernel."""
    seconds = 1 if "while" in does else 5
    script = f"from engine.data import apart; apart.CPU_S = {seconds}; apart.limit(); {does}"
    monkeypatch.setattr(
        apart, "COMMAND", (sys.executable, "-c", script.replace("; while", "\nwhile"))
    )
    monkeypatch.setattr(apart, "WALL_S", 2.0 if "sleep" in does else 20.0)
    with pytest.raises(PictureRefused, match="within the limits") as caught:
        decode_apart(samples()["PNG"])
    assert says in str(caught.value)


def test_nothing_is_left_of_an_upload(person: Person, server: Server) -> None:
    blob = io.BytesIO(samples()["PNG"]).getvalue()
    assert person.upload("/api/images", TYPES["PNG"], blob).status == 201
    kept = [path for path in (server.folder / "images").rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} == {".png"}
    assert all(path.stat().st_size < 5000 for path in kept)
