"""A file over HTTP, resumed where it stopped, used only when its MD5 is right."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from engine.data.members import GZIP
from engine.data.refusals import DataRefused
from engine.data.waiting import Meter, patiently, pause
from engine.events import Event

CHUNK = 256 << 10
HASHED = 4 << 20
TIMEOUT_S = 20.0
RETRIES = 4  # in a row without a byte, once bytes have come
PART = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")

T = TypeVar("T")


class Interrupted(Exception):
    """The network failed in the middle of something; what has come so far stays."""


@dataclass(frozen=True)
class Download:
    """One archive at one address: `size` bytes are announced to the reader, MD5 is checked."""

    url: str
    md5: str
    size: int
    pause_s: float = 1.0

    @property
    def name(self) -> str:
        """Whose server it is."""
        return self.url.split("/")[2]

    def get(self, folder: Path, meter: Meter) -> Generator[Event, None, Path]:
        """The archive in `folder`; closing the generator leaves a `.part` to go on from.

        Raises DataRefused `unreachable`, `interrupted`, `foreign` or `md5`.
        """
        whole = folder / self.url.rsplit("/", 1)[-1]
        part = whole.with_name(whole.name + ".part")
        if not whole.exists():
            yield from self._receive(part, meter)
            yield from self._check(part, meter)
            os.replace(part, whole)
        return whole

    def _receive(self, part: Path, meter: Meter) -> Generator[Event, None, None]:
        """Ask until everything is here; the server is asked again only where bytes came."""
        failures = 0
        while True:
            before = _size(part)
            try:
                yield from self._attempt(part, meter)
                return
            except Interrupted as error:
                failures = failures + 1 if _size(part) <= before else 1
                if failures > RETRIES or _size(part) == 0:
                    raise self._refused(part, meter, str(error)) from error
            yield from pause(self.pause_s * failures, meter)

    def _refused(self, part: Path, meter: Meter, why: str) -> DataRefused:
        if _size(part) == 0:
            return DataRefused("unreachable", source=self.name, why=why)
        got, want = _size(part), meter.total
        return DataRefused("interrupted", source=self.name, want=want, got=got, why=why)

    def _attempt(self, part: Path, meter: Meter) -> Generator[Event, None, None]:
        """One answer of the server, from where the part ends."""
        have = _size(part)
        answer = yield from patiently(lambda: _network(lambda: self._ask(have)), meter)
        if answer is None:  # nothing lies beyond the part: whole, or never ours; MD5 tells
            return
        with _line(answer):
            start, total = _place(answer, have)
            self._acceptable(part, total)
            meter.start(total or self.size, start)
            with part.open("r+b" if part.exists() else "wb") as file:
                file.truncate(start)
                file.seek(start)
                yield from self._copy(answer, file, meter)
        if _size(part) < total:
            raise Interrupted("the connection ended early")

    def _ask(self, have: int) -> Any:
        """The open answer, or None when the server says that nothing follows `have`."""
        headers = {"User-Agent": "gradient-lab"} | ({"Range": f"bytes={have}-"} if have else {})
        try:
            return urllib.request.urlopen(
                urllib.request.Request(self.url, headers=headers), timeout=TIMEOUT_S
            )
        except urllib.error.HTTPError as error:
            with error:
                if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                    return None
                said = f"{error.code} {error.reason}"
            raise DataRefused("unreachable", source=self.name, why=said) from error

    def _acceptable(self, part: Path, total: int) -> None:
        if total > 2 * self.size:
            raise DataRefused("large", file=part.stem, want=2 * self.size, got=total)

    def _copy(self, answer: Any, file: Any, meter: Meter) -> Generator[Event, None, None]:
        while True:
            chunk = yield from patiently(lambda: _network(lambda: answer.read1(CHUNK)), meter)
            if not chunk:
                return
            if file.tell() == 0 and not chunk.startswith(GZIP[: len(chunk)]):
                kind = answer.headers.get("Content-Type", "bytes")
                words = {"want": "GZIP", "got": f"{kind}: {chunk[:20]!r}"}
                raise DataRefused("foreign", file=self.url.rsplit("/", 1)[-1], **words)
            file.write(chunk)
            file.flush()
            yield meter.beat(len(chunk))
            if meter.done > 2 * self.size:
                self._acceptable(Path(file.name), meter.done)

    def _check(self, part: Path, meter: Meter) -> Generator[Event, None, None]:
        """Compare the MD5; a wrong file is removed, for no resuming can mend it."""
        md5 = hashlib.md5(usedforsecurity=False)
        meter.start(_size(part))
        with part.open("rb") as file:
            while piece := file.read(HASHED):
                md5.update(piece)
                yield meter.beat(len(piece))
        if md5.hexdigest() != self.md5:
            part.unlink()
            raise DataRefused("md5", file=part.stem, want=self.md5, got=md5.hexdigest())


@contextlib.contextmanager
def _line(answer: Any) -> Iterator[None]:
    """Hang up at the end; a read that waits in its thread would hold up a mere close."""
    try:
        yield
    finally:
        # An answer read to its end has no descriptor any more, by whatever error it says so.
        with (
            contextlib.suppress(OSError, ValueError, AttributeError),
            socket.socket(fileno=os.dup(answer.fileno())) as line,
        ):
            line.shutdown(socket.SHUT_RDWR)
        answer.close()


def _place(answer: Any, have: int) -> tuple[int, int]:
    """First byte of the answer and size of the whole file (0: unknown)."""
    length = int(answer.headers.get("Content-Length") or 0)
    if answer.status != http.HTTPStatus.PARTIAL_CONTENT:
        return 0, length
    said = PART.fullmatch(answer.headers.get("Content-Range", ""))
    if said is None or int(said[1]) > have:
        raise Interrupted("another part than the one asked for")
    return int(said[1]), 0 if said[2] == "*" else int(said[2])


def _network(call: Callable[[], T]) -> T:
    """`call`, with every failure of the network as Interrupted."""
    try:
        return call()
    except (OSError, http.client.HTTPException) as error:
        raise Interrupted(str(getattr(error, "reason", None) or error)) from error


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
