"""What a server in a container says where its volume or its store does not let it in."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.server import ROOT, free_port
from webapp.settings import Settings
from webapp.supervisor.addresses import urls
from webapp.supervisor.hosting import check_store
from webapp.supervisor.refusal import CannotServe

PROTECTED = "DENIED Redis is running in protected mode because no password is set"
LIKE_A_USER = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-all"]


def test_a_volume_of_another_user(tmp_path: Path) -> None:
    """Root without its privilege is who it is in a container: one user of many."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    os.chown(folder, 10001, 10001)
    done = subprocess.run(
        [*LIKE_A_USER, sys.executable, "-m", "webapp"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(folder), "PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        f"Gradient Lab does not start. The data folder {folder} cannot be written ({folder} "
        "belongs to user 10001, the server runs as 0): allow it, or choose another folder "
        "with DATA_DIR=...\n"
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (PROTECTED + ". In this mode more is said.", PROTECTED),
        ("NOAUTH Authentication required.", "Authentication required."),
        ("WRONGPASS invalid username-password pair", "invalid username-password pair"),
    ],
)
def test_a_store_that_lets_nobody_in(tmp_path: Path, said: str, sentence: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_refuse, args=(listening, said), daemon=True).start()
        port = listening.getsockname()[1]
        store = f"redis://:secret@127.0.0.1:{port}"
        with pytest.raises(CannotServe) as refused:
            check_store(Settings(data_dir=str(tmp_path), run_store=store))
    words = str(refused.value)
    assert words.startswith(f"The store of runs at RUN_STORE=redis://127.0.0.1:{port} cannot be")
    assert sentence in words
    assert "secret" not in words
    assert "more is said" not in words


def test_the_address_to_give_away_is_the_name() -> None:
    names = "lab.example.org, www.example.org"
    plain = Settings(host="0.0.0.0", names=names)
    assert urls(plain)[:2] == ["http://lab.example.org:8000", "http://www.example.org:8000"]
    secure = Settings(host="0.0.0.0", names=names, cert="cert.pem", key="key.pem")
    assert urls(secure)[0] == "https://lab.example.org:8000"
    behind = Settings(host="0.0.0.0", names=names, proxies=1)
    assert urls(behind)[0] == "https://lab.example.org"
    assert urls(behind)[-1] == "http://127.0.0.1:8000"
    assert urls(Settings()) == ["http://127.0.0.1:8000"]


def _refuse(listening: socket.socket, said: str) -> None:
    """Answer whatever is asked with one error, as often as it is asked."""
    link, _ = listening.accept()
    with link:
        while link.recv(4096):
            link.sendall(f"-{said}\r\n".encode() * 4)
