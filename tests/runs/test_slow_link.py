"""A checkpoint that takes longer to send than the server has to answer arrives all the same."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest

from tests.broker import Broker
from tests.runs.conftest import Bench
from webapp.runs.hosted import files, link
from webapp.runs.run import LeaseLost

BYTES_A_SECOND = 400_000


class ThinCable:
    """A socket that passes everything on to another, slowly in one direction."""

    def __init__(self, folder: Path, behind: Path) -> None:
        self.path, self._behind = folder / "thin", behind
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen()
        self._open = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for one in self._open:
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            far.connect(str(self._behind))
            self._open += [near, far]
            for pair, rate in (((near, far), BYTES_A_SECOND), ((far, near), 1 << 40)):
                threading.Thread(target=_pass_on, args=(*pair, rate), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, rate: int) -> None:
    try:
        while part := source.recv(8192):
            time.sleep(len(part) / rate)
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


def test_a_checkpoint_through_a_slow_link(
    tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = Bench(tmp_path / "near", run_store=broker.url)
    near.run()
    lease = near.lab.leases.claim("t1")
    assert lease is not None
    cable = ThinCable(broker.folder, broker.socket)
    monkeypatch.setattr(link, "ANSWER_S", 1.0)
    far, client, blob = link.Link(f"unix://{cable.path}"), broker.client(), bytes(range(256)) * 4000
    files.put(far, lease, "lab:checkpoint:x", "", blob)  # 1 MB: 2.5 s
    files.put(far, lease, "lab:kept:x", "7", b"little")
    assert client.get("lab:checkpoint:x") == blob
    assert client.hget("lab:kept:x", "7") == b"little"
    assert client.keys("lab:upload:*") == []
    near.lab.oversight.free("t1")
    with pytest.raises(LeaseLost):
        files.put(far, lease, "lab:checkpoint:x", "", b"of one that was fenced out")
    assert client.get("lab:checkpoint:x") == blob
    near.close()
    for connection in (far, client, cable):
        connection.close()
