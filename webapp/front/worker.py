"""gunicorn's ASGI worker, with what it leaves open: slow headers, crowds of sockets, its own words.

A browser says its request at once. A connection that has not said one within ten seconds is
closed, one address may have only so many of them waiting, and a process takes no more
connections than it has descriptors for: whoever holds sockets open in silence holds up nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import socket
from collections import Counter
from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

from webapp import memory
from webapp.errors import Problem
from webapp.front.listeners import WIRE

HEADERS_S = 10.0
DEAF_MS = 120_000  # after so long without taking anything a client counts as gone
MOST_SILENT = 2000  # connections of one address that have not asked anything yet
MOST_OF_ADDRESS = 0.8  # of the connections of a process
RESERVED = 200  # descriptors for logs, keyframes and the table
NO_ANSWERS = {501: 400}  # a coding nobody knows is the fault of whoever sent it


class SocketWire:
    """An answer of one connection, for bytes that are framed already."""

    def __init__(self, connection: Connection, *, chunked: bool) -> None:
        self._connection, self.chunked = connection, chunked
        self.write = connection._safe_write

    @property
    def free(self) -> bool:
        """Whether it is open, its header is out, and the transport takes more."""
        to = self._connection
        return not (to._closed or to._response_buffer or to._flow_control.write_paused)


class Connection(ASGIProtocol):  # type: ignore[misc]
    """One socket: its first request arrives in time, and what is no HTTP hears why."""

    _late: asyncio.TimerHandle | None = None
    _address = ""
    _began = _counted = False

    def connection_made(self, transport: Any) -> None:
        """Take it, unless this process, or its address, has enough of them."""
        peer = transport.get_extra_info("peername")
        self._address = str(peer[0]) if peer else ""
        if self.worker.is_full(self._address):
            self._conn_lost_handled = self._closed = True
            transport.abort()
            return
        self._counted = True
        self.worker.open[self._address] += 1
        self.worker.silent[self._address] += 1
        self._late = self.worker.loop.call_later(HEADERS_S, self._give_up)
        _forget_the_deaf(transport.get_extra_info("socket"))
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Some bytes of a request."""
        self._began = True
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The other end has gone."""
        self._has_spoken()
        if self._counted:
            self._counted = False
            _one_less(self.worker.open, self._address)
        super().connection_lost(exc)

    def _on_headers_complete(self) -> Any:
        self._has_spoken()
        return super()._on_headers_complete()

    def _build_http_scope(self, request: Any, *given: Any) -> dict[str, Any]:
        scope: dict[str, Any] = super()._build_http_scope(request, *given)
        chunked = request.version >= (1, 1) and not self._uses_uwsgi
        scope[WIRE] = SocketWire(self, chunked=chunked)
        return scope

    def _has_spoken(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
            _one_less(self.worker.silent, self._address)

    def _give_up(self) -> None:
        """Ten seconds without a whole header: whoever began one hears why."""
        self._has_spoken()
        if self._closed or self._current_request is not None:
            return
        if self._began:  # a browser opens sockets in advance, and they asked nothing
            self._send_error_response(408, "")
        self._close_transport()
        if self._request_ready is not None:
            self._request_ready.set()

    def _send_error_response(
        self, status: int, message: str, extra_headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """What gunicorn refuses before any handler sees it, in the shape of all errors."""
        problem = refusal(NO_ANSWERS.get(status, status), message, self.cfg)
        body = json.dumps(problem.to_json("en"), ensure_ascii=False).encode()
        lines = [f"HTTP/1.1 {problem.status} Refused", "Content-Type: application/json"]
        lines += [f"{name}: {value}" for name, value in extra_headers]
        lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
        self._safe_write("\r\n".join(lines).encode("latin-1", "replace") + body)


def _one_less(counted: Counter[str], address: str) -> None:
    counted[address] -= 1
    if not counted[address]:
        del counted[address]


def _forget_the_deaf(link: socket.socket | None) -> None:
    """Have the kernel hang up on who takes nothing of an answer for two minutes."""
    if link is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        with contextlib.suppress(OSError):  # it is not TCP
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAF_MS)


def refusal(status: int, message: str, cfg: Any) -> Problem:
    """The problem that stands for one of gunicorn's own statuses."""
    if status == 408:
        return Problem("slow_headers", high=f"{HEADERS_S:g}")
    if status == 414:
        high = cfg.limit_request_line
        return Problem("url_too_long", got=(f"more than {high}", f"بیش از {high}"), high=high)
    if status == 431:
        return Problem("headers", near=cfg.limit_request_fields, high=cfg.limit_request_field_size)
    if status >= 500:
        return Problem("internal", got="-")
    return Problem("bad_http", got=message or status)


class Worker(gasgi.ASGIWorker):  # type: ignore[misc]
    """A web process."""

    worker_connections: int

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.open: Counter[str] = Counter()
        self.silent: Counter[str] = Counter()

    def is_full(self, address: str) -> bool:
        """Whether no more connections of this address are taken; no address gets them all."""
        most = self.worker_connections
        crowd = self.open[address] >= MOST_OF_ADDRESS * most
        return crowd or self.nr_conns >= most or self.silent[address] >= MOST_SILENT

    def init_process(self) -> None:
        """Know how many sockets this process may hold; gunicorn itself counts them only."""
        most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if most != resource.RLIM_INFINITY:
            self.worker_connections = min(self.worker_connections, max(RESERVED, most - RESERVED))
        memory.return_large()
        gasgi.ASGIProtocol = Connection  # the one name by which the worker makes connections
        super().init_process()
