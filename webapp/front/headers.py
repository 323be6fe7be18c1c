"""What every answer carries: content security, the cookie of a new browser, its number."""

from __future__ import annotations

from webapp.front.asgi import Message, Request, Send
from webapp.identity import Identities

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; worker-src 'self'; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors "
)
ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
}
PIECE = 1 << 17  # bytes of an answer that are written at once
SHARED = ("/static/", "/metrics", "/healthz", "/readyz")


def policy(embed: bool, embed_from: str = "") -> str:
    """The content security policy; an embedded page may be framed by us and by EMBED_FROM."""
    return POLICY + (f"'self' {embed_from}".strip() if embed else "'none'")


class Outgoing:
    """Passes an answer on with the headers every answer carries."""

    def __init__(
        self, send: Send, request: Request, identities: Identities | None, embed_from: str
    ) -> None:
        self._send, self._request, self._identities = send, request, identities
        self._policy = policy(request.asked("embed") == "1", embed_from).encode("latin-1")
        self.started, self.status = False, 500

    async def __call__(self, message: Message) -> None:
        """One ASGI message of the answer."""
        if message["type"] == "http.response.start":
            self.started, self.status = True, message["status"]
            message = {**message, "headers": self._complete(list(message["headers"]))}
        if len(message.get("body", b"")) > PIECE:
            await self._in_pieces(message)
        else:
            await self._send(message)

    async def _in_pieces(self, message: Message) -> None:
        """A client that takes nothing must not have a large answer wait in its socket."""
        body, more = message["body"], message.get("more_body", False)
        for at in range(0, len(body), PIECE):
            last = at + PIECE >= len(body)
            piece = {"body": body[at : at + PIECE], "more_body": more or not last}
            await self._send({**message, **piece})

    def _complete(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        there = {name for name, _ in headers}
        more = ALWAYS | {
            b"content-security-policy": self._policy,
            b"x-request-id": self._request.id.encode("latin-1"),
        }
        headers += [(name, value) for name, value in more.items() if name not in there]
        if self._may_set_cookie(headers):
            headers.append((b"set-cookie", self._cookie().encode("latin-1")))
        return headers

    def _may_set_cookie(self, headers: list[tuple[bytes, bytes]]) -> bool:
        """A shared cache must never hand one reader's cookie to another."""
        shared = self._request.path.startswith(SHARED) or any(
            name == b"cache-control" and b"immutable" in value for name, value in headers
        )
        there = any(name == b"set-cookie" and value.startswith(b"lab=") for name, value in headers)
        return self._request.identity.fresh and not there and not shared

    def _cookie(self) -> str:
        assert self._identities is not None
        secure = self._request.scope.get("scheme") == "https"
        return self._identities.cookie(self._request.identity, secure=secure)
