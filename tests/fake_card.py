"""A driver, a card and CUDA's packages that answer whatever a test wants, without any of them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from webapp.supervisor import graphics

SOURCE = r"""
#include <stdlib.h>
#include <string.h>
static int said(const char *name) { const char *v = getenv(name); return v ? atoi(v) : 0; }
int cuDriverGetVersion(int *v) { *v = said("FAKE_DRIVER"); return 0; }
int cuInit(unsigned f) { return said("FAKE_INIT"); }
int cuDeviceGetCount(int *n) { *n = said("FAKE_CARDS"); return 0; }
int cuDeviceGet(int *d, int n) { *d = n; return 0; }
int cuDeviceGetName(char *s, int n, int d) { strncpy(s, "Fake Card", n); return 0; }
int cuDeviceTotalMem_v2(size_t *b, int d) { *b = 80000000000; return 0; }
int cuDeviceGetAttribute(int *v, int a, int d) {
  int c = said("FAKE_CAPABILITY");
  *v = a == 75 ? c / 10 : c % 10;
  return 0;
}
int cublasGetProperty(int part, int *v) { *v = part == 0 ? 13 : part; return 0; }
"""
CUPY = """
import json, os, time, types
if os.environ["FAKE_HANG"] == "1": time.sleep(30)
if os.environ["FAKE_HANG"] == "crash": os.abort()
__version__ = "14.2.0"
def _version():
    if os.environ["FAKE_NVRTC"] == "": raise RuntimeError("libnvrtc.so is not here")
    return tuple(map(int, os.environ["FAKE_NVRTC"].split(".")))
nvrtc = types.SimpleNamespace(
    getVersion=_version, getSupportedArchs=lambda: tuple(json.loads(os.environ["FAKE_ARCHS"])))
runtime = types.SimpleNamespace(getDeviceProperties=lambda number: {"name": b"Fake Card"})
cuda = types.SimpleNamespace(nvrtc=nvrtc, runtime=runtime)
class arange(int):
    def __pow__(self, n): return self
    def sum(self):
        if os.environ["FAKE_RAN"] == "": raise RuntimeError("cudaErrorNoKernelImageForDevice")
        return int(os.environ["FAKE_RAN"])
"""
CUDNN = """
import os
if os.environ["FAKE_FRONTEND"] == "": raise ImportError("No module named 'cudnn'")
__version__ = os.environ["FAKE_FRONTEND"]
def backend_version_string():
    if os.environ["FAKE_CUDNN"] == "": raise RuntimeError("Unable to find symbol cudnnGetVersion")
    return os.environ["FAKE_CUDNN"]
"""
PATHFINDER = """
import os, types
def load_nvidia_dynamic_lib(name):
    if os.environ["FAKE_CUBLAS"] == "": raise RuntimeError(f"no lib{name}")
    return types.SimpleNamespace(abs_path=os.environ["FAKE_CUBLAS"])
"""
SOUND = {
    "driver": 13000,
    "init": 0,
    "cards": 1,
    "capability": 90,
    "hang": 0,
    "nvrtc": "13.0",
    "archs": json.dumps([75, 80, 90, 100, 120]),
    "frontend": "1.28.0",
    "cudnn": "9.27.0",
    "ran": 14,
}


class FakeCard:
    """Everything is sound until a test says otherwise: `card.says(driver=12080)`."""

    def __init__(self, home: Path, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._home, self._patch = home, monkeypatch
        monkeypatch.setattr(graphics, "DRIVER", str(library))
        for name, value in environment(home, library).items():
            monkeypatch.setenv(name, value)
        monkeypatch.syspath_prepend(str(home))

    def says(self, **answers: object) -> None:
        """What driver, card and packages answer from now on."""
        for name, answer in answers.items():
            self._patch.setenv(f"FAKE_{name.upper()}", str(answer))

    def wheel(self, name: str) -> None:
        """Install a package of that name."""
        install_wheel(self._home, name)


def environment(home: Path, library: Path) -> dict[str, str]:
    """Packages written to `home`, and the variables of a process that has a sound card."""
    for name, text in (("cupy", CUPY), ("cudnn", CUDNN), ("cuda/pathfinder", PATHFINDER)):
        (home / name).mkdir(parents=True)
        (home / name / "__init__.py").write_text(text)
    answers = {f"FAKE_{name.upper()}": str(answer) for name, answer in SOUND.items()}
    places = {"LD_LIBRARY_PATH": str(library.parent), "PYTHONPATH": str(home)}
    return {**answers, **places, "FAKE_CUBLAS": str(library)}


def install_wheel(home: Path, name: str) -> None:
    """What pip leaves of a package."""
    info = home / f"{name.replace('-', '_')}-14.2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 14.2.0\n")


def compile_library(folder: Path) -> Path:
    """The driver and cuBLAS as a shared library of a few functions."""
    (folder / "fake.c").write_text(SOURCE)
    library = folder / "libcuda.so.1"
    command = ["cc", "-shared", "-fPIC", "-o", str(library), str(folder / "fake.c")]
    subprocess.run(command, check=True)
    return library
