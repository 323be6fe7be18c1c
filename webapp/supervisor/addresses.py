"""The addresses under which a room can reach this machine."""

from __future__ import annotations

import contextlib
import fcntl
import socket
import struct

from webapp.settings import Settings

SIOCGIFADDR = 0x8915  # Linux: the IPv4 address of an interface
EVERYWHERE = ("0.0.0.0", "::")


def for_the_room(settings: Settings) -> bool:
    """Whether the server listens on every address."""
    return settings.host in EVERYWHERE


def lan_addresses() -> list[str]:
    """The IPv4 addresses of all interfaces but the loopback, or the one used for routing."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            with contextlib.suppress(OSError):
                asked = struct.pack("256s", name[:15].encode())
                answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, asked)
                found.append(socket.inet_ntoa(answer[20:24]))
        if not found:
            with contextlib.suppress(OSError):
                probe.connect(("192.0.2.1", 9))  # sends nothing; asks the system for a route
                found.append(probe.getsockname()[0])
    return [address for address in dict.fromkeys(found) if not address.startswith("127.")]


def urls(settings: Settings) -> list[str]:
    """Where a browser finds the server; the address to give away comes first."""
    return [*_named(settings), *_numbered(settings)]


def _named(settings: Settings) -> list[str]:
    """Names that a host gave; a proxy in front has https and its port, as ours has."""
    names = [name for name in (part.strip() for part in settings.names.split(",")) if name]
    if settings.proxies:
        return [f"https://{name}" for name in names]
    scheme = "https" if settings.cert else "http"
    return [f"{scheme}://{name}:{settings.port}" for name in names]


def _numbered(settings: Settings) -> list[str]:
    scheme = "https" if settings.cert else "http"
    hosts = [settings.host]
    if for_the_room(settings):
        hosts = [*lan_addresses(), "127.0.0.1"]
    spelled = (f"[{host}]" if ":" in host else host for host in hosts)
    return [f"{scheme}://{host}:{settings.port}" for host in spelled]
