"""`python -m webapp doctor`: what this machine has, and what is missing, line by line."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import socket
import sqlite3
import sys
from collections.abc import Iterator

import numpy as np

from engine.data import available
from engine.network import PRESETS, Network
from webapp.settings import Settings
from webapp.supervisor.addresses import lan_addresses
from webapp.supervisor.checks import check_folder
from webapp.supervisor.graphics import cuda_driver, cuda_hint
from webapp.supervisor.refusal import CannotServe

PACKAGES = ("flask", "gunicorn", "a2wsgi", "pillow", "safetensors", "plotly", "markdown-it-py")


def report(settings: Settings) -> str:
    """Two columns: what was looked at, what was found."""
    return "\n".join(f"{name:<10} {found}" for name, found in _findings(settings))


def _findings(settings: Settings) -> Iterator[tuple[str, str]]:
    cores = len(os.sched_getaffinity(0))
    yield "machine", f"{platform.system()} {platform.release()} {platform.machine()}"
    yield "processor", f"{_processor()}, {cores} of {os.cpu_count()} cores usable"
    yield "memory", f"{_memory_gb():.1f} GB"
    yield "python", f"{platform.python_version()} ({sys.executable})"
    yield "sqlite", sqlite3.sqlite_version
    yield "numpy", f"{np.__version__}, BLAS: {_blas()}"
    for package in PACKAGES:
        yield package, _version(package)
    yield "gpu", _graphics()
    yield "folder", _folder(settings)
    yield "data sets", ", ".join(available(settings.folder / "sets")) or "none unpacked yet"
    yield "port", _port(settings)
    yield "addresses", ", ".join(lan_addresses()) or "none but this machine's own"
    yield from _networks()


def _networks() -> Iterator[tuple[str, str]]:
    """How each layer of every preset is computed here, and why so."""
    for key, preset in PRESETS.items():
        for row in Network(preset.layers).rows():
            layer = f"layer {row['index']} {row['kind']}"
            if row["algorithm"]:
                yield key, f"{layer}: {row['algorithm']} ({row['reason'][0]})"
            elif row["kind"] == "dense":
                yield key, f"{layer}: one matrix product (every unit sees every input)"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            named = [
                line.split(":", 1)[1].strip() for line in file if line.startswith("model name")
            ]
    except OSError:
        named = []
    return named[0] if named else platform.processor() or "unknown"


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _blas() -> str:
    found = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return f"{found['name']} {found['version']}"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing: run `make run` once"


def _graphics() -> str:
    major = cuda_driver()
    if major is None:
        return "no CUDA driver: the engine runs on the CPU"
    return cuda_hint() or f"CUDA {major} driver and CuPy {_version(f'cupy-cuda{major}x')}"


def _folder(settings: Settings) -> str:
    try:
        notices = check_folder(settings.folder)
    except CannotServe as reason:
        return str(reason)
    free = shutil.disk_usage(settings.folder).free / 1e9
    return "; ".join([f"{settings.folder} can be written, {free:.1f} GB free", *notices])


def _port(settings: Settings) -> str:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        taken = probe.connect_ex(("127.0.0.1", settings.port)) == 0
    return f"{settings.port} is {'in use' if taken else 'free'}"
