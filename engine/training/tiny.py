"""Numbers nearer to 0 than 1e-38, with which processors take a hundred times as long.

They come by themselves: the gradient of images that are well learned, the moments of a unit
that has died. Training on 4 images became seven times slower once they had come.
"""

from __future__ import annotations

import ctypes
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# The floating-point environment of C, in words of 4 bytes: how many there are at most, which of
# them says what becomes of such numbers, and its bits for "0, whether given or found".
WORDS = 8
PLACES = {"x86_64": (7, 0x8040), "aarch64": (0, 1 << 24)}

# What Python itself is linked with, where the words are laid out as above.
_c: Any = ctypes.CDLL(None) if sys.platform == "linux" else None
PLACE = PLACES.get(platform.machine()) if hasattr(_c, "fesetenv") else None


@contextmanager
def tiny_is_zero() -> Iterator[None]:
    """Have this thread take them as 0 meanwhile, where it is known how to say so."""
    if PLACE is None:
        yield
        return
    before, then = (ctypes.c_uint32 * WORDS)(), (ctypes.c_uint32 * WORDS)()
    word, bits = PLACE
    _c.fegetenv(before)
    _c.fegetenv(then)
    then[word] |= bits
    _c.fesetenv(then)
    try:
        yield
    finally:
        _c.fesetenv(before)
