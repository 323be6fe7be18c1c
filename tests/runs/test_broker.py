"""The private Redis of the tests, and what is said where it cannot be had."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.broker import Broker

ROOT = Path(__file__).parent.parent.parent


def test_it_keeps_what_it_confirmed_when_it_is_killed(broker: Broker) -> None:
    client = broker.client()
    client.set("key", b"value")
    assert client.config_get("port") == {"port": "0"}
    client.close()
    broker.kill()
    broker.start()
    again = broker.client()
    assert again.get("key") == b"value"
    again.close()


def test_it_leaves_nothing_behind() -> None:
    with Broker() as broker:
        folder = broker.folder
        assert broker.socket.exists()
    assert not folder.exists()


def test_where_it_cannot_be_installed_one_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)
    found = subprocess.run(
        ["/bin/bash", "tools/need", "broker"],
        cwd=ROOT,
        env={"PATH": str(tmp_path), "REDIS_SERVER": str(tmp_path / "none")},
        capture_output=True,
        text=True,
    )
    assert found.returncode == 1
    assert "redis-server is missing, which the tests of the hosted store need." in found.stderr
    assert "sudo apt-get install redis-server" in found.stderr


def test_where_it_is_there_nothing_is_said() -> None:
    found = subprocess.run(
        ["/bin/bash", "tools/need", "broker"], cwd=ROOT, env=os.environ, capture_output=True
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, b"", b"")
