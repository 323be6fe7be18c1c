"""Machines as network namespaces with addresses of their own, and the cables between them.

A bridge in a namespace of its own is the switch, so no interface of this machine is touched.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
from types import TracebackType

NET = "10.77.0"
CLONE_NEWNET = 0x40000000


class NotHere(RuntimeError):
    """This machine cannot play several; one sentence."""


class Network:
    """One namespace for each name, from 10.77.0.1 on; gone with everything in it at the end."""

    def __init__(self, *names: str) -> None:
        if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("tc"):
            raise NotHere("Several hosts on one machine need root, and ip and tc of iproute2.")
        self._prefix = f"lab{os.getpid()}"
        self.addresses = {name: f"{NET}.{n}" for n, name in enumerate(names, 1)}

    def __enter__(self) -> Network:
        self._own = os.open("/proc/self/ns/net", os.O_RDONLY)
        try:
            switch = self.space("switch")
            ip("netns", "add", switch)
            ip("-n", switch, "link", "add", "br0", "type", "bridge", "forward_delay", "0")
            ip("-n", switch, "link", "set", "br0", "up")
            for name, address in self.addresses.items():
                self._plug_in(name, address)
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._remove()

    def space(self, name: str) -> str:
        """The namespace of a machine."""
        return f"{self._prefix}-{name}"

    def inside(self, name: str) -> list[str]:
        """What to put before a command that runs on this machine."""
        return ["ip", "netns", "exec", self.space(name)]

    def enter(self, name: str) -> None:
        """From now on this process is on that machine, until the end."""
        with open(f"/run/netns/{self.space(name)}", "rb") as there:
            self._go(there.fileno())

    def cut(self, name: str) -> None:
        """Pull its cable."""
        ip("-n", self.space("switch"), "link", "set", name, "down")

    def join(self, name: str) -> None:
        """Put it back."""
        ip("-n", self.space("switch"), "link", "set", name, "up")

    def slow(self, name: str, rate: str) -> None:
        """At most so much a second either way, behind a queue of at most 0.4 s."""
        for space, device in ((self.space(name), "eth0"), (self.space("switch"), name)):
            limit = ["rate", rate, "burst", "4kb", "latency", "400ms"]
            call("tc", "-n", space, "qdisc", "replace", "dev", device, "root", "tbf", *limit)

    def fast(self, name: str) -> None:
        """As before."""
        for space, device in ((self.space(name), "eth0"), (self.space("switch"), name)):
            call("tc", "-n", space, "qdisc", "del", "dev", device, "root")

    def _plug_in(self, name: str, address: str) -> None:
        space, switch = self.space(name), self.space("switch")
        ip("netns", "add", space)
        veth = ["type", "veth", "peer", "name", name, "netns", switch]
        ip("link", "add", "eth0", "netns", space, *veth)
        ip("-n", switch, "link", "set", name, "master", "br0", "up")
        ip("-n", space, "addr", "add", f"{address}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            ip("-n", space, "link", "set", device, "up")

    def _go(self, fd: int) -> None:
        if ctypes.CDLL(None, use_errno=True).setns(fd, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")

    def _remove(self) -> None:
        """End what still runs in the namespaces, and remove them; a second Ctrl-C has to wait."""
        before = {n: signal.signal(n, signal.SIG_IGN) for n in (signal.SIGINT, signal.SIGTERM)}
        self._go(self._own)
        os.close(self._own)
        for name in (*self.addresses, "switch"):
            found = call("ip", "netns", "pids", self.space(name), check=False)
            for pid in map(int, found.split()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            call("ip", "netns", "del", self.space(name), check=False)
        for number, handler in before.items():
            signal.signal(number, handler)


def ip(*words: str) -> None:
    """One command of iproute2."""
    call("ip", *words)


def call(*words: str, check: bool = True) -> str:
    """What a program prints; raises RuntimeError with what it complains of."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout
