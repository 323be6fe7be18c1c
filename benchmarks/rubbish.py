"""Malformed requests from a seed: wrong by one thing, or by several, at every level."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, quote_from_bytes

JUNK = (
    *(
        "..",
        "%2e%2e",
        "..%2f..%2fsecret",
        "%00",
        "%ff",
        "%c0%ae",
        "\u06f1\u06f2",
        "a" * 65,
        "a" * 900,
    ),
    *(
        "pretrained",
        "1e999",
        "NaN",
        "-0",
        "9" * 400,
        "%",
        "'--",
        "<b>",
        "own:" + "0" * 64,
        "{}",
        "%0d%0a",
    ),
    *(
        "\u202e",
        "\ufeff",
        "1;2;3",
        "dense;" * 50,
        "conv;" * 2000,
        "((((",
        "x^" * 150,
        "exp(exp(exp(9)))",
    ),
)
RUN = ("", "/events", "/look?step=1", "/look?step=x&image=own:..", "/keyframes", "/state")
PATHS = (
    *(f"/api/runs/{{}}{tail}" for tail in RUN),
    *(
        "/api/demos/{}/events",
        "/api/demos/{}/plan",
        "/api/links/{}",
        "/s/{}",
        "/demos/{}",
        "/static/{}",
    ),
    *("/{}", "/api/{}", "/api/data/{}", "/api/events?on={}", "/api/events?on=run.{}&after={}"),
)
DEMOS = ("cifar10", "descent", "optimizers", "scores", "losses", "linear", "gradient", "minibatch")
NAMES = (
    *(
        "lr",
        "surface",
        "surface.f",
        "layers",
        "layers.0.filters",
        "batch",
        "seed",
        "w",
        "x",
        "points",
    ),
    *("v.tab", "lang", "run", "embed", "theme", "hide", "step", "rules", "x0", "y0", "epochs", ""),
)
FIELDS = ("demo", "params", "state", "title", "steps", "command", "token", "view", "pinned")
WRITES = ("/api/runs", "/api/links", "/api/session", "/api/data/x", "/api/demos/scores/events")
TYPES = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "a/b;c",
)
METHODS = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "BREW",
    "get",
)
ORIGINS = ("https://evil.example", "null", "http://[", "http://127.0.0.1:1", "file://", "\xff")
JSON = "Content-Type: application/json"
SOCKET, KEY = "Upgrade: websocket\r\nConnection: Upgrade", "dGhlIHNhbXBsZSBub25jZQ=="
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"


class Request(NamedTuple):
    """Bytes, and how its sender goes on: `stay`, leave `once` it is answered, or `cut` it."""

    data: bytes
    end: str = "stay"


class Rubbish:
    """Makes one request after another."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.kinds: dict[Callable[[], Request], int] = {
            self.noise: 4,
            self.line: 10,
            self.header: 12,
            self.framing: 12,
            self.path: 18,
            self.query: 14,
            self.body: 16,
            self.kind_of_body: 5,
            self.foreign: 5,
            self.upload: 6,
            self.upgrade: 3,
            self.stump: 3,
        }

    def make(self) -> Request:
        """One request."""
        (kind,) = self.rng.choices(list(self.kinds), list(self.kinds.values()))
        return kind()

    def noise(self) -> Request:
        """No HTTP at all."""
        data = b"%" + self.rng.randbytes(self.rng.randint(1, 200)).replace(b"\n", b".")
        return Request(data + b"\r\n\r\n", "once")

    def line(self) -> Request:
        """A first line that is not one."""
        target = self.rng.choice(
            (
                "/",
                "*",
                "//",
                "http://evil.example/",
                "127.0.0.1:80",
                "/\xff",
                "/a b",
                "",
                "/" + "a" * 9000,
            )
        )
        version = self.rng.choice(
            ("HTTP/1.1", "HTTP/0.9", "HTTP/2.0", "HTTP/1.1.1", "http/1.1", "HTTP/9.9", "", "ICY")
        )
        text = f"{self.rng.choice(METHODS)} {target} {version}\r\nHost: 127.0.0.1\r\n\r\n"
        return Request(text.encode("latin-1"), "once")

    def header(self) -> Request:
        """A good line and a header that is not one."""
        bad = self.rng.choice(
            (
                "no colon",
                ": no name",
                "Na me: x",
                "X\0: y",
                "X: \0",
                "X: \x01\x7f",
                " folded: x",
                "\tX: y",
                "Host: second",
                "X: " + "a" * 9000,
                "X-\xff: y",
                "Content-Type: a\r\nContent-Type: b",
                "\r\n".join(f"X{n}: y" for n in range(150)),
                "Cookie: " + "lab=;" * 900,
                "Range: bytes=9-1,-0",
                'If-None-Match: "' + "," * 99,
                "If-Modified-Since: yesterday",
                "Accept-Language: fa;q=x, *;q=9e9",
                "Cookie: lab=" + self.rng.choice(JUNK),
                "Last-Event-ID: " + "9" * 50,
                "Expect: nothing",
                "X-Forwarded-For: \xff, 10.0.0.1",
                "X-Forwarded-Proto: gopher",
                "Accept-Encoding: gzip;q=-1",
            )
        )
        path = self.rng.choice(("/", "/api/demos", "/static/js/core/dom.js", "/api/runs/x/events"))
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{bad}\r\n\r\n"
        return Request(head.encode("latin-1", "replace"), "once")

    def framing(self) -> Request:
        """A body whose length is told wrongly, twice or in a way nobody reads."""
        told, body = self.rng.choice(
            (
                ("Content-Length: -1", b""),
                ("Content-Length: +2", b"{}"),
                ("Content-Length: 0x2", b"{}"),
                ("Content-Length: 2, 2", b"{}"),
                ("Content-Length: 2\r\nContent-Length: 3", b"{}"),
                ("Content-Length: " + "9" * 30, b""),
                ("Content-Length: 104857600", b"{}"),
                ("Content-Length: \u06f2".encode().decode("latin-1"), b"{}"),
                ("Transfer-Encoding: gzip", b""),
                ("Transfer-Encoding: chunked, chunked", b"0\r\n\r\n"),
                ("Transfer-Encoding: gzip, chunked", b"0\r\n\r\n"),
                ("Transfer-Encoding: xchunked", b""),
                ("Transfer-Encoding: chunked\r\nContent-Length: 2", b"0\r\n\r\n"),
                ("Transfer-Encoding: chunked", b"zz\r\n{}\r\n0\r\n\r\n"),
                ("Transfer-Encoding: chunked", b"-1\r\n\r\n"),
                ("Transfer-Encoding: chunked", b"ffffffffffffffff\r\n"),
                ("Transfer-Encoding: chunked", b"2\r\n{}xx"),
                ("Transfer-Encoding: chunked", b"2;" + b"a" * 9000 + b"\r\n{}\r\n0\r\n\r\n"),
                ("Transfer-Encoding: chunked", b"0\r\nHost: evil\r\n\r\n"),
                ("Transfer-Encoding: chunked", b"0\r\nno colon\r\n\r\n"),
            )
        )
        head = f"POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\n{JSON}\r\n{told}\r\n\r\n"
        waits = body.startswith(b"fff")
        return Request(head.encode("latin-1") + body, "cut" if waits else "once")

    def path(self) -> Request:
        """An address with junk where a name belongs."""
        template = self.rng.choice(PATHS)
        words = [self._word() for _ in range(template.count("{}"))]
        return self._ask(self.rng.choice(METHODS[:7]), template.format(*words))

    def query(self) -> Request:
        """Parameters nobody declared, or with values that nobody takes."""
        pairs = [f"{self.rng.choice(NAMES)}={self._word()}" for _ in range(self.rng.randint(1, 4))]
        base = self.rng.choice(("/demos/{}", "/api/demos/{}/events", "/api/demos/{}/plan"))
        pairs.append("no_such_parameter=1")
        return self._ask("GET", base.format(self.rng.choice(DEMOS)) + "?" + "&".join(pairs))

    def body(self) -> Request:
        """JSON that is none, or that says what no field takes."""
        rng = self.rng
        good = json.dumps(
            {rng.choice(FIELDS): self._value(3) for _ in range(3)} | {"nobody": 1}
        ).encode()
        bad = rng.choice(
            (
                good,
                good,
                good,
                good[:-2],
                good.replace(b":", b"="),
                b"[" * 100_000,
                b"\xff" + good,
                b"NaN",
                b"",
                b'{"demo":"a","demo":"b"}',
                b'{"demo":"\\ud800"}',
                b"9" * 5000,
                b'{"a":' * 50 + b"1" + b"}" * 50,
                b"null",
            )
        )
        method, path = rng.choice(("POST", "PATCH", "DELETE")), rng.choice((*WRITES, "/api/runs/x"))
        return self._ask(method, path, bad, "application/json")

    def kind_of_body(self) -> Request:
        """A body of a type that nobody reads here."""
        return self._ask(
            "POST", self.rng.choice(WRITES), b'{"demo":"cifar10"}', self.rng.choice(TYPES)
        )

    def foreign(self) -> Request:
        """A write that another site asked for, or a question for another host."""
        origin, site = self.rng.choice(ORIGINS), self.rng.choice(("cross-site", "same-site", "x"))
        more = self.rng.choice((f"Origin: {origin}", f"Sec-Fetch-Site: {site}"))
        if self.rng.random() < 0.3:
            host = self.rng.choice(("evil.example", "127.0.0.1.evil.example", "[", "@", "\xff"))
            return self._ask("GET", "/api/demos", host=host)
        return self._ask("POST", "/api/runs", b'{"demo":"cifar10"}', "application/json", more=more)

    def upload(self) -> Request:
        """A picture or a state that is none, though it may begin like one."""
        rng = self.rng
        junk = rng.randbytes(rng.randint(0, 2000))
        if rng.random() < 0.5:
            start = rng.choice(
                (
                    PNG,
                    JPEG,
                    b"RIFF\0\0\0\0WEBPVP8 ",
                    b"GIF89a",
                    b"",
                    PNG + b"\0\0\0\rIHDR" + b"\xff" * 8,
                )
            )
            kind = rng.choice(("image/png", "image/jpeg", "image/webp"))
            return self._ask("POST", "/api/images", start + junk, kind)
        start = rng.choice(
            (b"\xff" * 8, b"\x02\0\0\0\0\0\0\0{}", (len(junk)).to_bytes(8, "little"), b"")
        )
        return self._ask("POST", "/api/states", start + junk, "application/octet-stream")

    def upgrade(self) -> Request:
        """A web socket or another protocol where there is none."""
        more = self.rng.choice(
            (
                SOCKET,
                f"{SOCKET}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x",
                f"{SOCKET}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}",
                "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAAB",
            )
        )
        return self._ask("GET", "/api/runs/x", more=more)._replace(end="once")

    def stump(self) -> Request:
        """The beginning of a request whose sender hangs up."""
        whole = self.rng.choice((self.path, self.query, self.body, self.upload))().data
        return Request(whole[: self.rng.randint(1, len(whole) - 1)], "cut")

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        kind: str = "",
        *,
        host: str = "127.0.0.1",
        more: str = "",
    ) -> Request:
        lines = [
            f"{method} {path[:7900]} HTTP/1.1",
            f"Host: {host}",
            f"Content-Length: {len(body)}",
        ]
        lines += [f"Content-Type: {kind}"] if kind else []
        lines += [more] if more else []
        return Request("\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body)

    def _word(self) -> str:
        word = self.rng.choice(JUNK)
        if self.rng.random() < 0.3:
            return quote_from_bytes(self.rng.randbytes(self.rng.randint(1, 12)))
        return word if word.isascii() and self.rng.random() < 0.5 else quote(word, safe="/%")

    def _value(self, depth: int) -> object:
        rng = self.rng
        if depth and rng.random() < 0.4:
            return {rng.choice(NAMES): self._value(depth - 1) for _ in range(rng.randint(0, 3))}
        return rng.choice(
            (*JUNK, *DEMOS, None, True, -1, 10**30, 1e308, [], [[[]]], "step", "stop")
        )
