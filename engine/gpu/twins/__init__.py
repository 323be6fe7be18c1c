"""The kernels by family: what each is declared as, and the same computed in NumPy."""

import sys

from engine.gpu import operations

operations.load(sys.modules[__name__])
