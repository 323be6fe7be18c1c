"""NVRTC, the compiler CuPy uses: needs no GPU."""

from __future__ import annotations

import ctypes
import importlib.metadata
import re
from pathlib import Path

HANDLE = ctypes.c_void_p


def _library() -> ctypes.CDLL:
    (found,) = [
        file.locate()
        for file in importlib.metadata.files("nvidia-cuda-nvrtc") or []
        if re.fullmatch(r"libnvrtc\.so\.\d+", Path(str(file)).name)
    ]
    return ctypes.CDLL(str(found))


def cubin(source: str, arch: str, *, fast: bool = False) -> bytes:
    """The machine code of `source` for an architecture such as sm_80; raises with the log.

    As for a debugger, which leaves out the long search for faster code, unless it is to be `fast`.
    """
    nvrtc, made = _library(), HANDLE()
    nvrtc.nvrtcCreateProgram(ctypes.byref(made), source.encode(), b"kernels.cu", 0, None, None)
    options = [f"-arch={arch}".encode(), b"-std=c++17", b"-default-device"]
    options += [b"-ftz=true" if fast else b"-G"]
    given = (ctypes.c_char_p * len(options))(*options)
    failed = nvrtc.nvrtcCompileProgram(made, len(options), given)
    log = _text(nvrtc.nvrtcGetProgramLogSize, nvrtc.nvrtcGetProgramLog, made).decode()
    assert not failed, log
    code = _text(nvrtc.nvrtcGetCUBINSize, nvrtc.nvrtcGetCUBIN, made)
    nvrtc.nvrtcDestroyProgram(ctypes.byref(made))
    return code


def _text(size_of: ctypes._NamedFuncPointer, get: ctypes._NamedFuncPointer, made: HANDLE) -> bytes:
    size = ctypes.c_size_t()
    size_of(made, ctypes.byref(size))
    text = ctypes.create_string_buffer(size.value)
    get(made, text)
    return text.raw
