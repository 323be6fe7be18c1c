"""The state file: what is written is read back, and nothing a stranger sends does harm."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load, save

from engine.statefile import (
    BadState,
    Limits,
    check_against,
    read_state,
    replacing,
    write_state,
)
from engine.statefile.refusal import SENTENCES

META = {
    "kind": "run",
    "demo": "cifar10",
    "params": {"rule": "adam", "title": "شبکهٔ من"},
    "step": 1200,
    "shards": 2,
    "versions": {"numpy": "2.4"},
    "clock": {"seconds": 1.5, "epochs": [1, 2]},
}


def content() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    return {
        "weights/0.w": rng.standard_normal((3, 5)).astype(np.float32),
        "weights/10.b": rng.standard_normal(5).astype(np.float16),
        "slots/adam.m": rng.standard_normal(20),
        "norm/2.left.mean": np.zeros(4, np.float32),
        "frozen/0.w": np.ones((3, 5), np.float32),
        "curve/loss": np.array([[1, 2.3], [2, 2.2]]),
        "curve/ratio.conv-1": np.zeros(0),
    }


def written(arrays: dict | None = None, **meta: object) -> bytes:
    file = io.BytesIO()
    write_state(file, content() if arrays is None else arrays, META | meta)
    return file.getvalue()


def forged(header: object, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def told() -> dict[str, str]:
    length = int.from_bytes(written()[:8], "little")
    return json.loads(written()[8 : 8 + length])["__metadata__"]


def one(dtype: object = "F32", shape: object = (2,), offsets: object = (0, 8)) -> dict:
    entry = {"dtype": dtype, "shape": shape, "data_offsets": offsets}
    return {"__metadata__": told(), "weights/0.w": entry}


def refusal(blob: bytes) -> BadState:
    with pytest.raises(BadState) as caught:
        read_state(blob)
    english, persian = caught.value.sentence
    assert english.startswith("expected")
    assert ", got " in english
    assert "ولی" in persian
    return caught.value


def test_what_is_written_is_read_back() -> None:
    arrays, meta = read_state(written())
    assert meta == {"format": "gradient-lab/1", **META}
    assert arrays.keys() == content().keys()
    for name, array in content().items():
        assert (arrays[name].dtype, arrays[name].shape) == (array.dtype, array.shape)
        assert (arrays[name] == array).all()
        assert arrays[name].flags.writeable


def test_the_same_state_is_the_same_bytes_whatever_its_order() -> None:
    assert written() == written(dict(reversed(content().items())))


def test_a_scalar_and_a_transposed_array_keep_their_shape() -> None:
    arrays = {
        "norm/0.count": np.float32(3) + np.zeros((), np.float32),
        "weights/0.w": np.eye(3)[:2].T,
    }
    back, _ = read_state(written(arrays))
    assert back["norm/0.count"].shape == ()
    assert (back["weights/0.w"] == arrays["weights/0.w"]).all()


def test_the_format_is_safetensors_both_ways() -> None:
    theirs = load(written())
    assert all((theirs[name] == array).all() for name, array in content().items())
    arrays, meta = read_state(save(content(), metadata=told()))
    assert meta["params"] == META["params"]
    assert (arrays["slots/adam.m"] == content()["slots/adam.m"]).all()


def test_a_path_is_written_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "state.safetensors"
    assert write_state(path, content(), META) == path.stat().st_size
    assert read_state(str(path))[1]["step"] == 1200
    with pytest.raises(BadState):
        write_state(path, {"weights/0.w": np.array([np.nan])}, META)
    assert read_state(path)[1]["step"] == 1200
    assert os.listdir(tmp_path) == ["state.safetensors"]


def test_a_write_that_fails_half_way_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as file:
            file.write(b"ne")
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        fail()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["notes"]


def outcome(blob: bytes) -> str:
    """The rule that was broken, or "read"; anything but BadState is not caught."""
    try:
        arrays, _ = read_state(blob)
    except BadState as bad:
        return bad.rule
    return "read" if all(np.isfinite(a).all() for a in arrays.values()) else "not finite"


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "cut"),
    "cut short": (lambda: written()[:40], "cut"),
    "a byte missing": (lambda: written()[:-1], "offsets"),
    "a byte too many": (lambda: written() + b"x", "offsets"),
    "a huge header length": (lambda: b"\xff" * 8 + written()[8:], "header"),
    "no JSON": (lambda: forged(b"hello"), "json"),
    "UTF-16": (lambda: forged(json.dumps(one()).encode("utf-16")), "json"),
    "a list": (lambda: forged([]), "json"),
    "brackets": (lambda: forged(b"[" * 100_000), "json"),
    "nested brackets": (lambda: forged(b'{"a":' * 100_000), "json"),
    "brackets in metadata": (
        lambda: forged(one() | {"__metadata__": told() | {"params": "[" * 100_000}}),
        "json",
    ),
    "a name twice": (lambda: forged(b'{"a":1,"a":2}'), "twice"),
    "NaN": (lambda: forged(b'{"a":NaN}'), "json"),
    "infinity": (lambda: forged(b'{"a":1e999}'), "json"),
    "half a character": (lambda: forged(b'{"a":"\\ud800"}'), "json"),
    "no metadata": (lambda: forged({"weights/0.w": one()["weights/0.w"]}, b"x" * 8), "text"),
    "numbers as metadata": (lambda: forged({"__metadata__": {"step": 1}}), "text"),
    "an unknown name": (lambda: forged(one() | {"../evil": one()["weights/0.w"]}), "name"),
    "a line after the name": (lambda: forged(one() | {"weights/0.w\n": {}}), "name"),
    "Persian digits in a name": (lambda: forged(one() | {"weights/۱.w": {}}), "name"),
    "a field too many": (lambda: forged(one() | {"norm/0.a": {"dtype": "F32"}}), "array"),
    "whole numbers": (lambda: forged(one("I64"), b"x" * 8), "dtype"),
    "a type that is a list": (lambda: forged(one([])), "dtype"),
    "negative axes": (lambda: forged(one(shape=[-2, -1]), b"x" * 8), "shape"),
    "axes that are true": (lambda: forged(one(shape=[True, 2]), b"x" * 8), "shape"),
    "axes of 10^30": (lambda: forged(one(shape=[10**30])), "shape"),
    "none times many": (lambda: forged(one(shape=[0, 9999], offsets=[0, 0])), "shape"),
    "nine axes": (lambda: forged(one(shape=[1] * 9, offsets=[0, 4])), "shape"),
    "bytes outside": (lambda: forged(one(offsets=[8, 16]), b"x" * 8), "offsets"),
    "bytes backwards": (lambda: forged(one(offsets=[8, 0]), b"x" * 8), "offsets"),
    "one offset": (lambda: forged(one(offsets=[0]), b"x" * 8), "offsets"),
    "another size": (lambda: forged(one(shape=[3]), b"x" * 8), "offsets"),
    "overlap": (lambda: forged(one() | {"weights/0.b": one()["weights/0.w"]}, b"x" * 8), "offsets"),
    "a gap": (
        lambda: forged(one() | {"weights/0.b": one(offsets=[9, 17])["weights/0.w"]}, b"x" * 17),
        "offsets",
    ),
    "NaN in an array": (lambda: forged(one(), np.array([1, np.nan], "<f4").tobytes()), "finite"),
    "infinity in float16": (
        lambda: forged(one("F16", [1], [0, 2]), np.array([np.inf], "<f2").tobytes()),
        "finite",
    ),
    "a solid curve": (
        lambda: forged({"__metadata__": told(), "curve/a": one(shape=[1, 2, 1])["weights/0.w"]}),
        "shape",
    ),
    "another format": (
        lambda: forged(one() | {"__metadata__": told() | {"format": "x"}}, bytes(8)),
        "text",
    ),
    "another kind": (
        lambda: forged(one() | {"__metadata__": told() | {"kind": "x"}}, bytes(8)),
        "text",
    ),
    "no step": (
        lambda: forged(one() | {"__metadata__": told() | {"step": "-1"}}, bytes(8)),
        "text",
    ),
    "a true step": (
        lambda: forged(one() | {"__metadata__": told() | {"step": "true"}}, bytes(8)),
        "text",
    ),
    "a name of metadata": (
        lambda: forged(one() | {"__metadata__": told() | {"A b": "1"}}, bytes(8)),
        "name",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_with_a_sentence(case: str) -> None:
    make, rule = REFUSED[case]
    assert refusal(make()).rule == rule


def test_limits_hold_to_the_byte() -> None:
    blob = written()
    length = int.from_bytes(blob[:8], "little")
    exact = Limits(header=length, whole=len(blob))
    assert read_state(blob, limits=exact)[1]["step"] == 1200
    for low, rule in ((Limits(length - 1), "header"), (Limits(whole=len(blob) - 1), "whole")):
        with pytest.raises(BadState) as caught:
            read_state(blob, limits=low)
        assert caught.value.rule == rule
        with pytest.raises(BadState):
            write_state(io.BytesIO(), content(), META, limits=low)


def test_a_file_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(1 << 33)
    assert path.stat().st_size == 1 << 33
    with pytest.raises(BadState) as caught:
        read_state(path, limits=Limits(whole=1000))
    assert caught.value.rule == "whole"


def test_a_curve_may_have_20_000_points() -> None:
    read_state(written({"curve/loss": np.zeros(20_000, np.float32)}))
    with pytest.raises(BadState, match="20000 points, got 20001"):
        written({"curve/loss": np.zeros(20_001, np.float32)})


@pytest.mark.parametrize(
    "name", ["weights/a.w", "weights/0", "W", "slots/m", "curve/", "norm/0.a b"]
)
def test_a_writer_is_held_to_the_same_names(name: str) -> None:
    with pytest.raises(BadState) as caught:
        written({name: np.zeros(2)})
    assert caught.value.rule == "name"


def test_the_arrays_must_be_those_the_network_builds() -> None:
    arrays = {"weights/0.w": np.zeros((2, 3), np.float32), "curve/loss": np.zeros(4)}
    fits = {"weights/0.w": ((2, 3), ("float32", "float16"))}
    check_against(arrays, fits)
    wrong = {
        "shape": {"weights/0.w": ((3, 2), ("float32",))},
        "dtype": {"weights/0.w": ((2, 3), ("float16",))},
        "missing": fits | {"weights/0.b": ((3,), ("float32",))},
        "unwanted": {},
    }
    for rule, expected in wrong.items():
        with pytest.raises(BadState) as caught:
            check_against(arrays, expected)
        assert caught.value.rule == rule
        assert caught.value.name.startswith("weights/0.")


def test_a_sentence_shows_a_stranger_s_name_short_and_plain() -> None:
    found = refusal(forged(one() | {"\n<script>" + "x" * 500 + "‮": {}}))
    assert len(found.sentence[0]) < 200
    assert str(found).isascii()
    assert "\n" not in str(found)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_refused_and_nothing_else(blob: bytes) -> None:
    with pytest.raises(BadState):
        read_state(blob)
    with pytest.raises(BadState):
        read_state(forged(blob))


GOOD = written()


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 20),
)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    damage: list[tuple[int, int]], cut: int
) -> None:
    blob = bytearray(GOOD)
    for place, byte in damage:
        blob[place] = byte
    assert outcome(bytes(blob[: len(blob) - cut])) in {"read", *SENTENCES}


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(
    JSONS,
    st.sampled_from(["dtype", "shape", "data_offsets", "__metadata__", "weights/0.w", "params"]),
)
def test_a_forged_header_is_read_or_refused_and_nothing_else(value: object, where: str) -> None:
    header = one()
    if where in header:
        header[where] = value
    elif where == "params":
        header["__metadata__"]["params"] = json.dumps(value)
    else:
        header["weights/0.w"][where] = value
    assert outcome(forged(header, bytes(8))) in {"read", *SENTENCES}
