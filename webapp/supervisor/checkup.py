"""Whether what a server needs is sound: a sentence for each thing, and what to do about a fault."""

from __future__ import annotations

import importlib.metadata
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from engine.data import DATASETS, DataRefused
from engine.data.building import verify
from webapp.demos import DEMOS, LiveDemo
from webapp.settings import Settings
from webapp.supervisor.cards import Graphics
from webapp.supervisor.checks import check_folder
from webapp.supervisor.device import device_findings
from webapp.supervisor.finding import Finding
from webapp.supervisor.hosting import SCHEMES
from webapp.supervisor.mend import table_state
from webapp.supervisor.refusal import CannotServe

PACKAGES = (  # and NumPy, without which nobody could ask
    "flask",
    "gunicorn",
    "a2wsgi",
    "itsdangerous",
    "pillow",
    "safetensors",
    "plotly",
    "markdown-it-py",
    "latex2mathml",
    "segno",
    "scipy",
    "prometheus-client",
)
PATIENCE_S = 2.0  # for a broker
BROKER_PORT = 6379


def checkup(settings: Settings, here: Graphics) -> list[Finding]:
    """Everything looked at, in the order in which a server needs it; `here` is the card."""
    folder = list(_folder(settings.folder))
    usable = all(found.mark != "fault" for found in folder)
    findings = [*_packages(), *device_findings(settings, here, _able()), *folder]
    if usable:
        findings += _data(settings.folder / "sets")
        if not settings.run_store:
            findings += _store(settings.folder)
    return [*findings, *broker(settings.run_store)]


def _packages() -> Iterator[Finding]:
    missing = [name for name in PACKAGES if not _installed(name)]
    if missing:
        yield Finding("fault", f"Not installed: {', '.join(missing)}. Run `make run` once.")
    else:
        yield Finding("sound", "Every package that the server needs is installed.")


def _installed(package: str) -> bool:
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _able() -> list[str]:
    """The demos that can train on a card."""
    live = (demo for demo in DEMOS.values() if issubclass(demo, LiveDemo))
    return [demo.key for demo in live if "gpu" in demo.devices]


def _folder(folder: Path) -> Iterator[Finding]:
    try:
        notices = check_folder(folder)
    except CannotServe as reason:
        yield Finding("fault", f"{reason}.")
        return
    yield from (Finding("fault", f"{notice} Make room there.") for notice in notices)
    if not notices:
        yield Finding("sound", f"The data folder {folder} can be written and its disk has room.")


def _data(sets: Path) -> Iterator[Finding]:
    """Every byte of every set that is there is hashed; what is not there is no fault."""
    for name in DATASETS:
        if not (sets / name).exists():
            yield _absent(name)
            continue
        try:
            size = sum(verify(sets / name, DATASETS[name]().contents()))
        except DataRefused as refused:
            yield Finding(
                "fault", f"The data set {name} is damaged: {refused} {_again(sets, name)}"
            )
        else:
            said = f"The data set {name} is whole: {size / 1e6:.0f} MB agree with their hashes."
            yield Finding("sound", said)


def _absent(name: str) -> Finding:
    if name == "sample":
        return Finding("note", "The sample of images is not unpacked: the first start does that.")
    how = f"`python -m engine.data {name}` fetches it; until then pages use the sample."
    return Finding("note", f"The data set {name} is not here: {how}")


def _again(sets: Path, name: str) -> str:
    how = "start the server" if name == "sample" else f"run `python -m engine.data {name}`"
    return f"Remove {sets / name} and {how}: it is made anew."


def _store(folder: Path) -> Iterator[Finding]:
    path = folder / "lab.db"
    state = table_state(path) if path.exists() else "new"
    if state == "damaged":
        yield Finding(
            "fault",
            f"The run table {path} is damaged: start the server, which sets it aside and restores "
            "the runs from their folders.",
        )
    elif state == "sound":
        yield Finding("sound", f"The run table {path} is sound.")
    else:
        yield Finding("note", "There is no run table yet: the first start makes it.")


def broker(address: str) -> Iterator[Finding]:
    """Whether somebody answers where RUN_STORE says; without it none is needed."""
    if not address:
        yield Finding("sound", "No broker is needed: runs are kept in the data folder.")
        return
    there = urlsplit(address)
    place = there.path if there.scheme == "unix" else _host_and_port(there)
    mend = "Start Redis or Valkey there, or start without RUN_STORE."
    if f"{there.scheme}://" not in SCHEMES or not place.strip(":"):
        yield Finding("fault", f"RUN_STORE: expected redis://host:port, got {address!r}. {mend}")
        return
    try:
        said = _ping(there)
    except OSError as error:
        why = error.strerror or str(error)
        yield Finding("fault", f"The broker at {place} does not answer ({why}). {mend}")
        return
    if said.startswith((b"+PONG", b"-NOAUTH", b"-WRONGPASS")):
        yield Finding("sound", f"The broker at {place} answers.")
    else:
        got = said[:40].decode("ascii", "replace")
        yield Finding("fault", f"What answers at {place} is no Redis, it said {got!r}. {mend}")


def _host_and_port(there: SplitResult) -> str:
    return f"{there.hostname}:{there.port or BROKER_PORT}" if there.hostname else ""


def _ping(there: SplitResult) -> bytes:
    with _connected(there) as link:
        link.sendall(b"PING\r\n")
        return link.recv(100)


def _connected(there: SplitResult) -> socket.socket:
    if there.scheme == "unix":
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(PATIENCE_S)
        link.connect(there.path)
        return link
    link = socket.create_connection((there.hostname, there.port or BROKER_PORT), PATIENCE_S)
    if there.scheme == "rediss":
        return ssl.create_default_context().wrap_socket(link, server_hostname=there.hostname)
    return link
