"""The shipped nginx.conf with other ports, paths and certificate, in front of a real server."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import ssl
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType

from tests.server import ROOT, free_port

SHIPPED = ROOT / "tools" / "deploy" / "nginx.conf"
PATIENCE_S = 10.0
NEWER = (1, 25, 1)  # from here on nginx wants HTTP/2 in a line of its own
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def nginx() -> str:
    """The program; Debian keeps it where only root looks."""
    named = os.environ.get("NGINX", "nginx")
    found = shutil.which(named, path=f"{os.environ['PATH']}:/usr/sbin")
    assert found, f"expected nginx, got no program {named!r}: tools/need proxy says how"
    return found


def version() -> tuple[int, ...]:
    """Of the program."""
    said = subprocess.run([nginx(), "-v"], check=True, capture_output=True, text=True).stderr
    found = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", said)
    assert found, said
    return tuple(map(int, found.groups()))


class Proxy:
    """nginx before the server at `behind`; `url` is where it answers."""

    def __init__(self, behind: int) -> None:
        self.port, self.plain = free_port(), free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="lab-nginx-"))
        self._folder.chmod(0o755)  # its workers are nobody
        self.certificate, key = _certificate(self._folder)
        places = {
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "127.0.0.1:8000": f"127.0.0.1:{behind}",
            "/etc/gradient-lab/cert.pem": str(self.certificate),
            "/etc/gradient-lab/key.pem": str(key),
            "/var/log/nginx": str(self._folder),
            "worker_rlimit_nofile 65536;": "",  # who runs the tests may not raise it
            "http {": "http {\n" + "".join(map(self._temporary, TEMPORARY)),
        }
        if version() >= NEWER:  # as the README says
            places = {"ssl http2;": "ssl;", "# http2 on;": "http2 on;", **places}
        text = SHIPPED.read_text()
        for old, new in places.items():
            assert old in text, old
            text = text.replace(old, new)
        self.file = self._folder / "nginx.conf"
        self.file.write_text(text)

    def __enter__(self) -> Proxy:
        with (self._folder / "output").open("ab") as output:
            self._process = subprocess.Popen(self.command(), stdout=output, stderr=output)
        end = time.monotonic() + PATIENCE_S
        while not self._answers():
            if time.monotonic() > end or self._process.poll() is not None:
                raise RuntimeError(self.said())
            time.sleep(0.02)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)

    def command(self, *more: str) -> list[str]:
        """How nginx is called."""
        only = f"daemon off; pid {self._folder / 'pid'};"
        early = str(self._folder / "error.log")
        return [
            nginx(),
            "-p",
            str(self._folder),
            "-e",
            early,
            "-c",
            str(self.file),
            "-g",
            only,
            *more,
        ]

    def said(self) -> str:
        """What nginx complained of."""
        files = (self._folder / name for name in ("output", "error.log"))
        return "".join(file.read_text() for file in files if file.exists())

    def connect(self, source: str = "127.0.0.1") -> http.client.HTTPSConnection:
        """A connection from an address of this machine."""
        trusting = ssl.create_default_context(cafile=str(self.certificate))
        return http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=20, context=trusting, source_address=(source, 0)
        )

    def _answers(self) -> bool:
        with closing(self.connect()) as connection:
            try:
                connection.request("GET", "/healthz")
                return connection.getresponse().status == 200
            except OSError:
                return False

    def _temporary(self, what: str) -> str:
        return f"    {what}_temp_path {self._folder / what};\n"


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody else has signed, and its key."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    asked = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    asked += ["-days", "2", "-subj", "/CN=lab.test", "-addext", "subjectAltName=IP:127.0.0.1"]
    where = ["-out", str(certificate), "-keyout", str(key)]
    subprocess.run(["openssl", "req", *asked, *where], check=True, capture_output=True)
    return certificate, key
