"""What every test may ask for."""

from __future__ import annotations

import os

# Before anything imports NumPy: tests run beside one another and beside server processes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
