"""What must hold before anything is started; each failure is one clear sentence."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from webapp.settings import Settings
from webapp.supervisor.refusal import CannotServe

PROBE = 64 << 10  # bytes that must fit into the data folder
LITTLE = 500_000_000  # bytes: with less the terminal says so
PORT_PATIENCE = 4.0  # seconds: a server that was killed just now still holds the port


def check_folder(folder: Path) -> list[str]:
    """The data folder exists, can be written and has room; sentences about what is short."""
    probe = folder / f".probe.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"\0" * PROBE)
    except OSError as error:
        raise CannotServe(_about_folder(folder, error)) from error
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
    free = shutil.disk_usage(folder).free
    if free >= LITTLE:
        return []
    return [f"Only {free // 10**6} MB are free in {folder}: runs pause when nothing is left."]


def _about_folder(folder: Path, error: OSError) -> str:
    choose = "or choose another folder with DATA_DIR=..."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of the data folder {folder} is full: make room, {choose}"
    if error.errno == errno.EROFS:
        return f"The data folder {folder} cannot be written (it is read-only): allow it, {choose}"
    if error.errno in (errno.EACCES, errno.EPERM):
        why = _who_may(folder)
        return f"The data folder {folder} cannot be written ({why}): allow it, {choose}"
    return f"The data folder {folder} cannot be used ({error.strerror}): mend it, {choose}"


def _who_may(folder: Path) -> str:
    """Whose the folder is, or the one in which it cannot be made, by numbers: as chown takes."""
    there = next(place for place in (folder, *folder.parents) if os.access(place, os.F_OK))
    return f"{there} belongs to user {there.stat().st_uid}, the server runs as {os.geteuid()}"


@contextlib.contextmanager
def only_server(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; raises CannotServe when another server serves it."""
    fd = os.open(folder / "lab.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            who = os.pread(fd, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise CannotServe(
                f"Another Gradient Lab (process {who}) already serves the data folder {folder}: "
                "stop it, or choose another folder with DATA_DIR=..."
            ) from error
        os.ftruncate(fd, 0)
        with contextlib.suppress(OSError):
            os.pwrite(fd, b"%d\n" % os.getpid(), 0)
        yield
    finally:
        os.close(fd)


def check_port(settings: Settings) -> None:
    """The address can be listened on; raises CannotServe."""
    end = time.monotonic() + PORT_PATIENCE
    while (error := _bind(settings.host, settings.port)) is not None:
        if error.errno != errno.EADDRINUSE or time.monotonic() > end:
            raise CannotServe(_about_port(settings, error)) from error
        time.sleep(0.1)


def _bind(host: str, port: int) -> OSError | None:
    """Why the address cannot be listened on, None when it can."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        return error if isinstance(error, OSError) else OSError(errno.EINVAL, str(error))
    return None


def _about_port(settings: Settings, error: OSError) -> str:
    host, port = settings.host, settings.port
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program: choose another with PORT={port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} needs special rights: choose one above 1023, such as PORT=8000"
    return f"Cannot listen on HOST={host} PORT={port}: {error.strerror or error}"


def check_certificate(settings: Settings) -> None:
    """CERT and KEY are both there and readable, or both empty; raises CannotServe."""
    if bool(settings.cert) != bool(settings.key):
        raise CannotServe("CERT and KEY belong together: give both, or neither")
    for name, path in (("CERT", settings.cert), ("KEY", settings.key)):
        if path and not os.access(path, os.R_OK):
            raise CannotServe(f"{name}: expected a file that can be read, got {path}")
