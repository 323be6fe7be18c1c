"""A library that the frontend can load where there is no cuDNN: it only tells a version.

Graphs are made and validated by the frontend itself, which asks the library nothing else.
"""

from __future__ import annotations

import ctypes
import subprocess
import sysconfig
from pathlib import Path

SOURCE = """
#include <stddef.h>
size_t cudnnGetVersion(void) { return 92700; }
int cudnnCreate(void** handle) { *handle = (void*)1; return 0; }
int cudnnDestroy(void* handle) { return handle == 0; }
"""


def present() -> bool:
    """Whether there is a library for the frontend, which looks in wheels, then asks the loader."""
    wheels = Path(sysconfig.get_path("purelib")) / "nvidia"
    if [*wheels.glob("cudnn/lib/libcudnn.so.*"), *wheels.glob("cudnn_jit/lib/libcudnn.so.*")]:
        return True
    try:
        ctypes.CDLL("libcudnn.so.9")
    except OSError:
        return False
    return True


def load(folder: Path) -> None:
    """Give the frontend the stub, unless it has found cuDNN."""
    if present():
        return
    made = folder / "libcudnn.so.9"
    command = ["cc", "-x", "c", "-shared", "-fPIC", "-o", str(made), "-"]
    subprocess.run(command, input=SOURCE, text=True, check=True)
    import cudnn  # asked for a symbol before it has a library, it never asks again

    handle = ctypes.cast(ctypes.CDLL(str(made))._handle, ctypes.c_void_p).value
    cudnn._pybind_module._set_dlhandle_cudnn(handle)
