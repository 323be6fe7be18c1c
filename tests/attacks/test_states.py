"""State files whose headers lie, over HTTP, one after another."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from tests.attacks.people import Person, bounded, others_go_on, said
from tests.server import Server

KIND = "application/octet-stream"
META = {
    "format": "gradient-lab/1",
    "kind": "weights",
    "demo": "cifar10",
    "params": json.dumps({"layers": "dense"}),
    "step": "0",
    "shards": "2",
    "versions": "{}",
}
W, B = "weights/0.W", "weights/0.b"


def entry(shape: list[int], begin: int, size: int, dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, begin + size]}


ARRAYS = {W: entry([3072, 10], 0, 122_880), B: entry([10], 122_880, 40)}
DATA = bytes(122_920)


def forged(arrays: dict[str, Any] = ARRAYS, data: bytes = DATA, **meta: str) -> bytes:
    text = json.dumps({"__metadata__": META | meta, **arrays}).encode()
    return len(text).to_bytes(8, "little") + text + data


def params(**given: object) -> str:
    return json.dumps({name: str(value) for name, value in given.items()})


LIES: dict[str, tuple[bytes, str]] = {
    "a header of 2^63 bytes": (b"\xff" * 7 + b"\x7f" + forged()[8:], "header of at most 1048576"),
    "a header longer than the file": (b"\0\0\x0f\0\0\0\0\0{}", "ends after"),
    "axes whose product is 2^64": (
        forged({W: entry([2**16] * 4, 0, 0)}, b""),
        "got [0, 0]",
    ),
    "axes far beyond the bytes": (forged(ARRAYS | {W: entry([3072, 10**9], 0, 122_880)}), "shape"),
    "bytes beyond the file": (forged(ARRAYS | {B: entry([10], 2**40, 40)}), "bytes at"),
    "bytes of another array": (forged(ARRAYS | {B: entry([10], 0, 40)}), "bytes at"),
    "offsets below nothing": (forged(ARRAYS | {B: entry([10], -40, 40)}), "bytes at"),
    "an array of objects": (forged(ARRAYS | {B: entry([10], 122_880, 40, "O")}), "type F16"),
    "a pickle": (b"\x80\x04cos\nsystem\n(S'true'\ntR." + bytes(99), "header of at most"),
    "another demo": (forged(demo="no-such-demo"), ""),
    "a demo that does not train": (forged(demo="scores", params="{}"), "does not train"),
    "the arrays of another network": (forged(params=params(layers="dense;relu;dense")), "2.W"),
    "not a number": (forged(data=np.full(30_730, np.nan, "<f4").tobytes()), "finite"),
    "a thousand layers": (forged(params=params(layers=";".join(["dense"] * 1000))), ""),
    "a layer of a billion": (
        forged(params=params(layers="dense", **{"layers.0.units": 10**9})),
        "",
    ),
    "a text of the largest size": (forged(params=params(layers="x" * 900_000)), ""),
    "ten thousand arrays": (
        forged({f"weights/{n // 9}.w{n % 9}": entry([0], 0, 0) for n in range(9000)}, b""),
        "",
    ),
    "another path": (forged({"../../secret": entry([0], 0, 0)}, b""), "a name such as"),
    "deep metadata": (forged(versions="[" * 100_000), "JSON"),
}


@pytest.fixture(scope="module", autouse=True)
def steady(server: Server, watched: str) -> Any:
    """However many lies are told, the server stays as it is."""
    with others_go_on(server, watched), bounded(server, peak=250):
        yield


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_named(person: Person, lie: str) -> None:
    blob, words = LIES[lie]
    reply = person.upload("/api/states", KIND, blob)
    assert reply.status in (400, 404), reply.body[:300]
    message = said(reply, reply.status, reply.json["error"])
    assert words in message
    assert len(message) < 400


def test_the_truth_is_taken(person: Person) -> None:
    reply = person.upload("/api/states", KIND, forged())
    assert reply.status == 201, reply.body
    assert reply.json["demo"] == "cifar10"


def test_sixty_megabytes_that_are_honest_about_it(person: Person, server: Server) -> None:
    """The largest file: read, judged and refused, and its memory given back."""
    size = 60 << 20
    with bounded(server, peak=500):
        blob = forged({W: entry([size // 4], 0, size)}, bytes(size))
        reply = person.upload("/api/states", KIND, blob)
    assert "expected shape (3072, 10), got (15728640,)" in said(reply, 400, "bad_state")
