"""One GET over HTTP/2 (RFC 9113), as bare frames: what a browser speaks to nginx."""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, WINDOW = 0, 1, 4, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
OK = 0x88  # :status 200 in the static table (RFC 7541)
ROOM = struct.pack(">I", (1 << 31) - 1 - 65_535)


class Stream:
    """A GET of `path`; iterating gives its bytes as they arrive."""

    def __init__(self, port: int, path: str, certificate: Path) -> None:
        context = ssl.create_default_context(cafile=str(certificate))
        context.set_alpn_protocols(["h2"])
        plain = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket = context.wrap_socket(plain, server_hostname="127.0.0.1")
        self.protocol = self._socket.selected_alpn_protocol()
        self._file = self._socket.makefile("rb")
        asked = {":method": "GET", ":scheme": "https", ":authority": f"127.0.0.1:{port}"}
        block = b"".join(_field(k, v) for k, v in (asked | {":path": path}).items())
        opening = _frame(SETTINGS, 0, 0, b"") + _frame(WINDOW, 0, 0, ROOM)
        opening += _frame(HEADERS, END_HEADERS | END_STREAM, 1, block)
        self._socket.sendall(PREFACE + opening + _frame(WINDOW, 0, 1, ROOM))

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._socket.close()

    def __iter__(self) -> Iterator[bytes]:
        while head := self._file.read(9):
            size = int.from_bytes(head[:3], "big")
            kind, flags, payload = head[3], head[4], self._file.read(size)
            if kind == SETTINGS and not flags & ACK:
                self._socket.sendall(_frame(SETTINGS, ACK, 0, b""))
            if kind == HEADERS:
                assert payload[0] == OK
            if kind == DATA:
                yield payload
            if kind in (HEADERS, DATA) and flags & END_STREAM:
                return


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def _field(name: str, value: str) -> bytes:
    """A header that is not indexed and not compressed; both shorter than 127 bytes."""
    return b"".join([b"\0", *(bytes([len(s)]) + s.encode() for s in (name, value))])
