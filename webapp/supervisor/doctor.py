"""`python -m webapp doctor`: what this machine has, what is at fault, and what to do about it."""

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
from engine.gpu.told import ways
from engine.network import PRESETS, Network
from webapp import machine
from webapp.settings import Settings
from webapp.supervisor.addresses import lan_addresses
from webapp.supervisor.cards import Graphics, look, means_of, why_not
from webapp.supervisor.checks import check_folder
from webapp.supervisor.checkup import PACKAGES, checkup
from webapp.supervisor.device import card_facts
from webapp.supervisor.refusal import CannotServe


def report(settings: Settings) -> tuple[str, int]:
    """What was found in two columns, then sentences; and how many faults there are."""
    here = look()
    facts = [f"{name:<10} {found}" for name, found in _findings(settings, here)]
    findings = checkup(settings, here)
    faults = sum(finding.mark == "fault" for finding in findings)
    said = [f"{finding.mark:<10} {finding.sentence}" for finding in findings]
    return "\n".join([*facts, "", *said, "", _sum(faults)]), faults


def _sum(faults: int) -> str:
    if not faults:
        return "Everything is sound."
    return f"Faults: {faults}. Each line above says what to do."


def _findings(settings: Settings, here: Graphics) -> Iterator[tuple[str, str]]:
    yield "machine", f"{platform.system()} {platform.release()} {platform.machine()}"
    cores = f"{machine.cores()} of {os.cpu_count()} cores usable"
    yield "processor", f"{machine.processor()}, {cores}"
    yield "memory", f"{machine.memory() / 1e9:.1f} GB"
    yield "python", f"{platform.python_version()} ({sys.executable})"
    yield "sqlite", sqlite3.sqlite_version
    yield "numpy", f"{np.__version__}, BLAS: {_blas()}"
    for package in PACKAGES:
        yield package, _version(package)
    yield from card_facts(here)
    yield "folder", _folder(settings)
    yield "data sets", ", ".join(available(settings.folder / "sets")) or "none unpacked yet"
    yield "port", _port(settings)
    yield "addresses", ", ".join(lan_addresses()) or "none but this machine's own"
    yield from _networks()
    if why_not(here) is None:
        yield from _on_the_card(settings, here)


def _networks() -> Iterator[tuple[str, str]]:
    """How each layer of every preset is computed here, and why so."""
    for key, preset in PRESETS.items():
        for row in Network(preset.layers).rows():
            layer = f"layer {row['index']} {row['kind']}"
            if row["algorithm"]:
                yield key, f"{layer}: {row['algorithm']} ({row['reason'][0]})"
            elif row["kind"] == "dense":
                yield key, f"{layer}: one matrix product (every unit sees every input)"


def _on_the_card(settings: Settings, here: Graphics) -> Iterator[tuple[str, str]]:
    """How each convolution of every preset is computed on the card, and why so."""
    means = means_of(here, settings.gpu_compute)
    for key, preset in PRESETS.items():
        for layer, way, reason in ways(Network(preset.layers), means):
            yield key, f"layer {layer} on the card: {way} ({reason[0]})"


def _blas() -> str:
    found = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return f"{found['name']} {found['version']}"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing: run `make run` once"


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
