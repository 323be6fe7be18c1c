"""Files of the pages, kept in memory with their hash, and compressed at first use."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import cached_property
from pathlib import Path, PurePosixPath

from webapp.assets import PACKAGED, Assets, digest
from webapp.errors import Problem
from webapp.front.asgi import Answer, Request
from webapp.front.threads import Threads

ROOT = Path(__file__).resolve().parents[2] / "static"
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
SQUEEZED = ("text/", "application/", "image/svg")
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class File:
    """One file as it was at `changed` (nanoseconds)."""

    body: bytes
    type: str
    changed: int

    @cached_property
    def hash(self) -> str:
        """What tells this content from another."""
        return digest(self.body)

    @cached_property
    def squeezed(self) -> bytes:
        """The same, gzipped; nothing when that would gain nothing."""
        small = gzip.compress(self.body, 9, mtime=0) if self.type.startswith(SQUEEZED) else b""
        return small if 0 < len(small) < len(self.body) else b""

    @cached_property
    def modified(self) -> str:
        """The Last-Modified header."""
        return formatdate(self.changed // 10**9, usegmt=True)

    def prepare(self) -> File:
        """Hash and compress now, in a thread, not at the first client's expense."""
        _ = self.hash, self.squeezed
        return self


class StaticFiles:
    """Answers `/static/<name>`; under an address of `webapp.assets` a file never changes."""

    def __init__(self, root: Path = ROOT) -> None:
        self._root = root.resolve()
        self._assets = Assets(self._root)
        self._files: dict[str, File] = {}

    async def answer(self, request: Request, threads: Threads, name: str) -> Answer:
        """The file, or 304 when the client has it already."""
        version, name = _parts(name)
        path = self._find(name)
        file = self._files.get(name)
        if file is None or file.changed != path.stat().st_mtime_ns:
            file = await threads.run(lambda: self._load(name).prepare())
        known = version == self._assets.version and file.hash == self._assets.digests.get(name)
        return _answer(request, file, FOREVER if known else "no-cache")

    def _find(self, name: str) -> Path:
        if name in PACKAGED:
            return PACKAGED[name]
        parts = PurePosixPath(name).parts
        plain = not any(part.startswith(".") or "\\" in part or "\0" in part for part in parts)
        path = self._root.joinpath(*parts) if plain and "/".join(parts) == name else self._root
        try:
            there = path.is_file() and path.resolve().is_relative_to(self._root)
        except OSError:  # a name longer than a file system takes
            there = False
        if not there:
            raise Problem("not_found")
        return path

    def _load(self, name: str) -> File:
        path = self._find(name)
        changed = path.stat().st_mtime_ns
        file = self._files.get(name)
        if file is None or file.changed != changed:
            kind = TYPES.get(path.suffix.lower(), "application/octet-stream")
            file = self._files[name] = File(path.read_bytes(), kind, changed)
        return file


def _parts(name: str) -> tuple[str, str]:
    """Version and path of `@<version>/<path>`; a plain path has no version."""
    if not name.startswith("@"):
        return "", name
    version, _, path = name[1:].partition("/")
    return version, path


def _answer(request: Request, file: File, keep: str) -> Answer:
    squeeze = bool(file.squeezed) and accepts_gzip(request)
    etag = f'"{file.hash}{"-gz" if squeeze else ""}"'
    headers = {
        "etag": etag,
        "last-modified": file.modified,
        "vary": "Accept-Encoding",
        "cache-control": keep,
    }
    if _unchanged(request, etag, file):
        return Answer(b"", 304, file.type, headers)
    if squeeze:
        headers["content-encoding"] = "gzip"
    return Answer(file.squeezed if squeeze else file.body, 200, file.type, headers)


def accepts_gzip(request: Request) -> bool:
    """Whether Accept-Encoding names gzip with a weight above zero."""
    for part in request.headers.get("accept-encoding", "").split(","):
        name, _, weight = part.strip().lower().partition(";")
        if name in ("gzip", "*"):
            return weight.replace(" ", "").rstrip("0.") not in ("q=", "q")
    return False


def _unchanged(request: Request, etag: str, file: File) -> bool:
    """RFC 9110 section 13.1: an entity tag decides alone, the date only without one."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return etag in known or "*" in known
    since = request.headers.get("if-modified-since", "")
    try:
        return bool(since) and file.changed // 10**9 <= parsedate_to_datetime(since).timestamp()
    except (ValueError, OverflowError):
        return False
