"""How often somebody was wrong of late, by network address; counted in the memory of a process."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict

MOST, SECONDS = 10, 300.0
PREFIX = 64  # bits of an IPv6 address that one network has; it may use all the others
KNOWN = 10_000  # addresses that are remembered, those that were wrong last


class Tries:
    """At most `most` wrong tries of an address within `seconds`."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        self._most, self._seconds = most, seconds
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, address: str) -> int:
        """Seconds until the address may try again; 0 when it may now."""
        with self._lock:
            times = self._recent(network_of(address))
            if len(times) < self._most:
                return 0
            return max(1, math.ceil(times[-self._most] + self._seconds - time.monotonic()))

    def wrong(self, address: str) -> None:
        """The address was wrong once more."""
        key = network_of(address)
        with self._lock:
            self._wrong[key] = [*self._recent(key), time.monotonic()][-self._most :]
            self._wrong.move_to_end(key)
            while len(self._wrong) > KNOWN:
                self._wrong.popitem(last=False)

    def _recent(self, key: str) -> list[float]:
        after = time.monotonic() - self._seconds
        return [at for at in self._wrong.get(key, []) if at > after]


def network_of(address: str) -> str:
    """What stands for an address: itself, or the network of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, PREFIX), strict=False))
