"""One file on 127.0.0.1, served as well or as badly as a test wants."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME = "cifar-10-binary.tar.gz"


class RangeServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    content = b""
    kind = "application/gzip"
    status = 200
    ranges = True
    shift = 0  # how far the place it states is off
    cut: int | None = None  # the next answer ends after so many bytes
    stall: int | None = None  # every answer waits after so many bytes

    @classmethod
    @contextlib.contextmanager
    def running(cls) -> Iterator[RangeServer]:
        server = cls(("127.0.0.1", 0), Handler)
        server.asked: list[str] = []
        server.sent = 0
        server.end = threading.Event()
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.end.set()
            server.shutdown()
            server.server_close()
            thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{NAME}"


class Handler(BaseHTTPRequestHandler):
    server: RangeServer

    def do_GET(self) -> None:
        lab = self.server
        said = self.headers.get("Range", "")
        lab.asked.append(said)
        wanted = re.fullmatch(r"bytes=(\d+)-", said) if lab.ranges else None
        start, whole = int(wanted[1]) if wanted else 0, len(lab.content)
        if lab.status != 200 or start >= whole:
            self.send_error(lab.status if lab.status != 200 else 416)
            return
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Type", lab.kind)
        self.send_header("Content-Length", str(whole - start))
        if wanted:
            place = start + lab.shift
            self.send_header("Content-Range", f"bytes {place}-{whole - 1}/{whole}")
        self.end_headers()
        self.send(lab.content[start:])

    def send(self, body: bytes) -> None:
        lab = self.server
        cut, lab.cut = lab.cut, None
        body = body[:cut]
        with contextlib.suppress(ConnectionError):
            for at in range(0, len(body), 4096):
                if lab.stall is not None and at >= lab.stall:
                    lab.end.wait()
                    return
                self.wfile.write(body[at : at + 4096])
                lab.sent += len(body[at : at + 4096])

    def log_message(self, *said: object) -> None:
        pass
