"""What a process gives back of the memory that it no longer uses, and when.

Freed blocks stay with glibc until somebody asks for them, and arrays in reference cycles stay
until CPython's collector looks, which in a process that makes few objects is hardly ever.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc

M_MMAP_THRESHOLD = -3
LARGE = 1 << 17  # bytes


def return_large() -> None:
    """Blocks above 128 KB go back to the system when freed.

    glibc would learn from the first large upload to keep what is freed, up to 32 MB a block
    in every thread (mallopt(3), M_MMAP_THRESHOLD). Not for trainers: their steps ask for the
    same blocks again and again.
    """
    with contextlib.suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


def keep_imports() -> None:
    """Everything is imported: the collector looks at none of it again, so it is quick."""
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Collect cycles, then return the free pages of every arena to the system (malloc_trim(3))."""
    gc.collect()
    with contextlib.suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
