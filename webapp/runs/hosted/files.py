"""Checkpoints, keyframes and uploaded states as keys; every write of a run is its owner's."""

from __future__ import annotations

import io
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

import numpy as np
from safetensors.numpy import load, save

from engine.backend import to_numpy
from engine.statefile import read_state, write_state
from webapp.runs.arrays import OWN
from webapp.runs.hosted.link import Link
from webapp.runs.interface import Arrays, Saved
from webapp.runs.run import PRETRAINED, Lease, LeaseLost
from webapp.runs.shipped import Shipped
from webapp.runs.states import KEEP_S

LOST, AGAIN = -1, 0
PIECE = 1 << 14  # bytes of a value that are sent at once: events wait for no longer than one
SLOW_S = 0.1  # a piece that takes longer leaves the link to others for as long again
MOST_REST_S = 1.0
UPLOAD_S = 60  # an upload that nobody finishes is gone after so long


class KeyFiles:
    """Implements `Checkpoints`; the shipped snapshot stays a file."""

    def __init__(self, link: Link, shipped: Shipped) -> None:
        self._link, self._shipped = link, shipped

    def load(self, run_id: str) -> Saved:
        """The newest checkpoint; raises FileNotFoundError, or BadState for a torn one."""
        if run_id == PRETRAINED:
            return self._shipped.load()
        return read_state(self._blob(f"lab:checkpoint:{run_id}"), limits=OWN)

    def open(self, run_id: str) -> BinaryIO:
        """The same as the bytes that a download sends; raises FileNotFoundError."""
        if run_id == PRETRAINED:
            return self._shipped.path.open("rb")
        return io.BytesIO(self._blob(f"lab:checkpoint:{run_id}"))

    def save(self, lease: Lease, arrays: Arrays, meta: Mapping[str, Any]) -> None:
        """Replace the checkpoint; raises BadState for numbers that are not finite, LeaseLost."""
        self.packed(lease, arrays, meta)()

    def packed(self, lease: Lease, arrays: Arrays, meta: Mapping[str, Any]) -> Callable[[], None]:
        """Take what is to be saved now; the call that is returned saves it, on any thread."""
        file = io.BytesIO()
        write_state(file, arrays, meta, limits=OWN)
        blob, key = file.getvalue(), f"lab:checkpoint:{lease.run.id}"
        return lambda: put(self._link, lease, key, "", blob)

    def load_state(self, state_id: str) -> Saved:
        """An uploaded state, or the snapshot for `pretrained`; as `load` raises."""
        if state_id == PRETRAINED:
            return self._shipped.load()
        return read_state(self._blob(f"lab:state:{state_id}"), limits=OWN)

    def keep_state(self, state_id: str, blob: bytes) -> None:
        """Keep an uploaded state for a week; the server's own limit of memory makes room."""
        self._link.ask("SET", f"lab:state:{state_id}", blob, "EX", KEEP_S)

    def shelves(self, lease: Lease) -> tuple[HashShelf, HashShelf]:
        """The keyframes that stay, and the newest few for those who look now."""
        names = (f"lab:{shelf}:{lease.run.id}" for shelf in ("kept", "latest"))
        kept, latest = (HashShelf(self._link, name, lease) for name in names)
        return kept, latest

    def size(self, run_id: str) -> int:
        """Bytes of everything the run keeps."""
        return int(self._link.call("size", run_id, patient=True))

    def steps(self, run_id: str) -> tuple[list[int], int | None]:
        """The steps of the kept keyframes, ascending, and the step of the newest one."""
        if run_id == PRETRAINED:
            return self._shipped.steps(), None
        kept, latest = (
            sorted(map(int, self._link.ask("HKEYS", f"lab:{shelf}:{run_id}")))
            for shelf in ("kept", "latest")
        )
        return kept, max([*kept[-1:], *latest], default=None)

    def load_keyframe(self, run_id: str, step: int) -> Arrays:
        """Weights and norm statistics by name; raises KeyError when there is none at `step`."""
        if run_id == PRETRAINED:
            return self._shipped.weights(step)
        for shelf in ("kept", "latest"):
            blob = self._link.ask("HGET", f"lab:{shelf}:{run_id}", step)
            if blob is not None:
                return dict(load(blob))
        raise KeyError(f"expected a step with a keyframe, got {step}")

    def _blob(self, key: str) -> bytes:
        blob: bytes | None = self._link.ask("GET", key)
        if blob is None:
            raise FileNotFoundError(key)
        return blob


class HashShelf:
    """Implements `Shelf`: one hash a run, step by step."""

    def __init__(self, link: Link, key: str, lease: Lease) -> None:
        self._link, self._key, self._lease = link, key, lease

    def steps(self) -> list[int]:
        """The steps there are, ascending."""
        return sorted(map(int, self._link.ask("HKEYS", self._key)))

    def put(self, step: int, arrays: Arrays) -> int:
        """Write a keyframe and return its bytes; raises LeaseLost."""
        plain = {name: np.ascontiguousarray(to_numpy(array)) for name, array in arrays.items()}
        blob = save(plain)
        put(self._link, self._lease, self._key, str(step), blob)
        return len(blob)

    def size(self, step: int) -> int:
        """Bytes of one keyframe; raises KeyError."""
        size = int(self._link.ask("HSTRLEN", self._key, step))
        if size == 0:
            raise KeyError(f"expected a step with a keyframe, got {step}")
        return size

    def remove(self, step: int) -> None:
        """Drop a keyframe; dropping what is gone is fine; raises LeaseLost."""
        key = self._lease.run.id, self._lease.epoch
        if self._link.call("remove", *key, step, keys=(self._key,), patient=True) == LOST:
            raise LeaseLost(self._lease.run.id)


def put(link: Link, lease: Lease, key: str, field: str, blob: bytes) -> None:
    """Write a key, or a field of it, as the owner of the run; raises LeaseLost.

    In pieces, so that a slow link carries each within the time of an answer; readers see the
    old value or the new one. What the server forgot meanwhile is sent again. Half of a
    slow link is left to others.
    """
    said = AGAIN
    while said == AGAIN:
        said = _send(link, lease, key, field, blob)
    if said == LOST:
        raise LeaseLost(lease.run.id)


def _send(link: Link, lease: Lease, key: str, field: str, blob: bytes) -> int:
    owner, upload = (lease.run.id, lease.epoch), f"lab:upload:{secrets.token_hex(8)}"
    for at in range(0, len(blob), PIECE):
        given, began = (at, blob[at : at + PIECE], UPLOAD_S), time.monotonic()
        said = int(link.call("piece", *owner, *given, keys=(upload,), patient=True))
        if said != 1:
            return said
        took = time.monotonic() - began
        if took > SLOW_S:
            time.sleep(min(took, MOST_REST_S))
    return int(link.call("put", *owner, field, len(blob), keys=(key, upload), patient=True))
