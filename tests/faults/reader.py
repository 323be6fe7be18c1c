"""A client that keeps every byte of a stream, to be compared with the log."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from types import TracebackType


class Reader:
    """One connection from the beginning of the run to its end; never reconnects."""

    def __init__(self, port: int, path: str, host: str = "127.0.0.1") -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=30)
        self._connection.request("GET", path)
        self._socket = self._connection.sock
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200
        self._data = bytearray()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # the server was faster
                self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._connection.close()

    def over(self) -> bool:
        """Whether the server has ended the stream."""
        return not self._thread.is_alive()

    def frames(self) -> bytes:
        """Every event so far, without what keeps the connection open."""
        parts = bytes(self._data).split(b"\n\n")
        return b"".join(part + b"\n\n" for part in parts if part.startswith(b"id: "))

    def _read(self) -> None:
        with contextlib.suppress(OSError, http.client.IncompleteRead):
            while part := self._answer.read1(1 << 16):
                self._data += part
