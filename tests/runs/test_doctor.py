"""What `python -m webapp doctor` says, and what it says of planted faults."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.convolution import CONVOLUTIONS
from engine.network import PRESETS, Network
from tests.broker import Broker
from tests.server import ROOT, free_port
from webapp.runs import open_lab
from webapp.settings import Settings
from webapp.supervisor import checks, checkup, graphics
from webapp.supervisor.cards import look
from webapp.supervisor.checkup import PACKAGES, Finding
from webapp.supervisor.doctor import report

Check = Callable[..., list[Finding]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """What is found of a data folder."""
    return lambda **given: checkup.checkup(
        Settings.read({"DATA_DIR": str(tmp_path), **{k.upper(): v for k, v in given.items()}}),
        look(),
    )


def faults(findings: list[Finding]) -> list[str]:
    return [found.sentence for found in findings if found.mark == "fault"]


def test_the_doctor_tells_the_algorithm_of_each_layer_of_every_preset(tmp_path: Path) -> None:
    said, _ = report(Settings.read({"DATA_DIR": str(tmp_path)}))
    for key, preset in PRESETS.items():
        for row in Network(preset.layers).rows():
            if row["kind"] in ("conv", "residual"):
                reason = CONVOLUTIONS[row["algorithm"]].reason[0]
                line = f"layer {row['index']} {row['kind']}: {row['algorithm']} ({reason})"
                assert f"{key:<10} {line}" in said


def test_a_new_folder_has_no_faults(check: Check) -> None:
    found = check()
    assert faults(found) == []
    said = " ".join(one.sentence for one in found)
    assert "Every package that the server needs is installed." in said
    assert "Runs will be trained on the CPU" in said
    assert "The sample of images is not unpacked: the first start does that." in said
    assert "There is no run table yet" in said
    assert "No broker is needed" in said
    assert all(one.sentence[0].isupper() and one.sentence.endswith(".") for one in found)


def test_it_asks_for_exactly_what_is_installed() -> None:
    text = (ROOT / "requirements.txt").read_text()
    required = set(re.findall(r"^([a-z0-9-]+)", text, re.MULTILINE))
    assert set(PACKAGES) | {"numpy"} == required


def test_a_package_that_is_missing(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "PACKAGES", ("flask", "no-such-package"))
    assert faults(check()) == ["Not installed: no-such-package. Run `make run` once."]


def test_a_device_that_is_not_there(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphics, "DRIVER", "libnodriver.so")
    (said,) = faults(check(device="gpu"))
    assert "There is no CUDA driver here" in said
    assert "DEVICE=cpu" in said
    assert faults(check(device="auto")) == []


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (said,) = faults(checkup.checkup(Settings(data_dir=str(tmp_path / "file" / "data")), look()))
    assert "cannot be used (Not a directory): mend it, or choose another folder" in said


def test_a_disk_with_little_room(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LITTLE", 1 << 62)
    (said,) = faults(check())
    assert re.search(
        r"Only \d+ MB are free in .*: runs pause when nothing is left\. Make room", said
    )


def test_a_damaged_data_set(check: Check, tmp_path: Path, sample: Path) -> None:
    home = tmp_path / "sets" / "sample"
    shutil.copytree(sample / "sample", home)
    assert "sample is whole: 18 MB agree" in " ".join(one.sentence for one in check())
    labels = np.load(home / "test_y.npy")
    labels[7] ^= 1
    np.save(home / "test_y.npy", labels)
    (said,) = faults(check())
    assert "The data set sample is damaged" in said
    assert f"Remove {home} and start the server: it is made anew." in said
    (home / "test_y.npy").write_bytes(b"torn")
    assert len(faults(check())) == 1
    (home / "test_y.npy").unlink()
    assert len(faults(check())) == 1
    home.rename(tmp_path / "sets" / "cifar10")
    assert "run `python -m engine.data cifar10`: it is made anew." in faults(check())[0]


def test_a_broken_table(check: Check, tmp_path: Path) -> None:
    open_lab(Settings(data_dir=str(tmp_path))).close()
    assert f"The run table {tmp_path / 'lab.db'} is sound." in [one.sentence for one in check()]
    (tmp_path / "lab.db").write_bytes(b"\xff" * 20_000)
    (said,) = faults(check())
    assert "lab.db is damaged: start the server, which sets it aside and restores" in said
    assert (tmp_path / "lab.db").read_bytes() == b"\xff" * 20_000  # a doctor only looks


def test_no_broker_where_one_is_named(check: Check) -> None:
    port = free_port()
    assert faults(check(run_store=f"redis://127.0.0.1:{port}/0")) == [
        f"The broker at 127.0.0.1:{port} does not answer (Connection refused). "
        "Start Redis or Valkey there, or start without RUN_STORE."
    ]
    assert "expected redis://host:port, got 'here'" in faults(list(checkup.broker("here")))[0]


def test_a_broker_behind_a_socket_file(check: Check, broker: Broker) -> None:
    found = check(run_store=broker.url)
    assert faults(found) == []
    assert found[-1].sentence == f"The broker at {broker.socket} answers."


@pytest.mark.parametrize(
    ("said", "sound"), [(b"+PONG\r\n", True), (b"-NOAUTH x\r\n", True), (b"HTTP/1.1 400", False)]
)
def test_who_answers_in_the_place_of_a_broker(said: bytes, sound: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            link, _ = listening.accept()
            with link:
                assert link.recv(100) == b"PING\r\n"
                link.sendall(said)

        threading.Thread(target=answer, daemon=True).start()
        found = list(checkup.broker(f"redis://:secret@127.0.0.1:{listening.getsockname()[1]}"))
    assert (faults(found) == []) is sound
    assert "secret" not in found[0].sentence


@pytest.mark.parametrize(
    ("mount", "sentence"),
    [("size=2m,ro", "cannot be written (it is read-only): allow it"), ("size=1m", "is full: make")],
)
def test_a_folder_on_a_disk_that_is_read_only_or_full(
    tmp_path: Path, mount: str, sentence: str
) -> None:
    fill = f"dd if=/dev/zero of={tmp_path}/filler bs=4k 2>/dev/null"
    script = f'mount -t tmpfs -o {mount} none {tmp_path} && {{ {fill}; exec "$@"; }}'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", sys.executable, "-m", "webapp", "doctor"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    fault = next(line for line in done.stdout.splitlines() if line.startswith("fault"))
    assert sentence in fault
    assert done.stdout.rstrip().endswith("Faults: 1. Each line above says what to do.")
