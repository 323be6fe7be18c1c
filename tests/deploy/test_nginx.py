"""nginx in front of the real server, as the README says to set it up."""

from __future__ import annotations

import gzip
import http.client
import json
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from typing import Any

import pytest

from tests.deploy.http2 import Stream
from tests.deploy.proxy import Proxy
from tests.faults.conftest import wait
from tests.server import Server

pytestmark = pytest.mark.serving

SOON_S = 0.5
LIMITED = {"STREAMS_PER_ADDRESS": "1", "TRAINERS": "1", "WEB_WORKERS": "2"}
LINEAR = {"layers": "dense", "layers.0.init": "normal", "shift": "0", "flip": "0", "epochs": "1000"}
RUN = {"demo": "cifar10", "params": LINEAR}


class Site:
    """A server and the proxy before it."""

    def __init__(self, server: Server, proxy: Proxy) -> None:
        self.server, self.proxy = server, proxy

    def ask(
        self, method: str, path: str, body: Any = None, source: str = "127.0.0.1", **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """The answer of nginx to somebody at `source`."""
        said = _names(headers)
        if body is not None:
            said.setdefault("Content-Type", "application/json")
        given = body if isinstance(body, (bytes, type(None))) else json.dumps(body)
        with closing(self.proxy.connect(source)) as connection:
            connection.request(method, path, given, said)
            answer = connection.getresponse()
            return answer, answer.read()

    @contextmanager
    def watch(self, source: str, **headers: str) -> Iterator[int]:
        """The status of a stream, which is open until the end of the block."""
        with closing(self.proxy.connect(source)) as connection:
            connection.request("GET", self.stream, headers=_names(headers))
            with connection.getresponse() as answer:
                yield answer.status

    @cached_property
    def stream(self) -> str:
        """The stream of a run that lasts."""
        answer, body = self.ask("POST", "/api/runs", RUN)
        assert answer.status == 201, body
        return f"/api/runs/{json.loads(body)['id']}/events"


def _names(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("data")
    with Server(folder, PROXIES="1", **LIMITED) as server, Proxy(server.port) as proxy:
        yield Site(server, proxy)


def test_nginx_has_no_complaint(site: Site) -> None:
    done = subprocess.run(site.proxy.command("-t"), capture_output=True, text=True, check=True)
    assert "test is successful" in done.stderr
    assert "[warn]" not in done.stderr


def test_events_arrive_at_once_over_http2(site: Site) -> None:
    late, text = list[float](), ""
    with Stream(site.proxy.port, site.stream, site.proxy.certificate) as stream:
        assert stream.protocol == "h2"
        for data in stream:
            at, text = time.time(), text + data.decode()
            *whole, text = text.split("\n\n")
            frames = (dict(line.split(": ", 1) for line in frame.split("\n")) for frame in whole)
            metrics = [json.loads(f["data"]) for f in frames if f.get("event") == "metrics"]
            late += [at - data["time"] for data in metrics]
            if len(late) > 60:
                break
    assert len(late) > 60
    assert statistics.median(late[-40:]) < SOON_S


def test_the_address_is_what_nginx_saw(site: Site) -> None:
    with site.watch("127.0.0.2") as first, site.watch("127.0.0.3") as elsewhere:
        assert (first, elsewhere) == (200, 200)
        with site.watch("127.0.0.2") as second:
            assert second == 429
        with site.watch("127.0.0.2", X_Forwarded_For="192.0.2.7") as forged:
            assert forged == 429
    wait(lambda: _opens(site, "127.0.0.2"), what="a place: who hangs up is gone for the server")


def test_without_proxies_nobody_says_what_address_a_client_has(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("data")
    with Server(folder, **LIMITED) as server, Proxy(server.port) as proxy:
        site = Site(server, proxy)
        with site.watch("127.0.0.2") as first, site.watch("127.0.0.3") as elsewhere:
            assert (first, elsewhere) == (200, 429)
        answer, _ = site.ask("GET", "/")
        lab = next(v for _, v in answer.getheaders() if v.startswith("lab="))
        assert "Secure" not in lab


def test_the_page_comes_compressed_by_the_app(site: Site) -> None:
    for path in ("/", "/static/js/core/stream.js"):
        answer, body = site.ask("GET", path, Accept_Encoding="gzip")
        assert answer.getheader("content-encoding") == "gzip"
        plain, raw = site.ask("GET", path)
        assert (answer.status, plain.status) == (200, 200)
        assert plain.getheader("content-encoding") is None
        assert gzip.decompress(body) == raw


def test_cookies_are_secure_and_keep_a_browser_on_one_machine(site: Site) -> None:
    answer, _ = site.ask("GET", "/")
    given = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    lab, web = sorted(given)
    assert lab.startswith("lab=")
    assert "Secure" in lab
    assert web.startswith("web=")
    answer, _ = site.ask("GET", "/", Cookie="; ".join(v.split(";")[0] for v in given))
    assert answer.getheader("set-cookie") is None


def test_writes_of_other_sites_are_refused(site: Site) -> None:
    here = f"https://127.0.0.1:{site.proxy.port}"
    answer, body = site.ask("POST", "/api/runs", RUN, Origin="https://evil.example")
    assert (answer.status, json.loads(body)["error"]) == (403, "cross_site")
    answer, _ = site.ask("POST", "/api/runs", RUN, Sec_Fetch_Site="cross-site")
    assert answer.status == 403
    answer, _ = site.ask("POST", "/api/runs", RUN, Origin=here, Sec_Fetch_Site="same-origin")
    assert answer.status == 201


def test_too_much_is_refused_by_the_app_in_a_sentence(site: Site) -> None:
    answer, body = site.ask("POST", "/api/runs", b" " * 1_500_000)
    assert answer.status == 413
    assert json.loads(body)["error"] == "too_large"
    answer, _ = site.ask("POST", "/api/images", b" " * 9_000_000, Content_Type="image/png")
    assert answer.status in (400, 415, 422)


def test_plain_http_is_sent_to_https(site: Site) -> None:
    plain = http.client.HTTPConnection("127.0.0.1", site.proxy.plain, timeout=10)
    with closing(plain) as connection:
        connection.request("GET", "/demos/cifar10?lang=fa", headers={"Host": "lab.example.org"})
        answer = connection.getresponse()
        answer.read()
    assert answer.status == 308
    assert answer.getheader("location") == "https://lab.example.org/demos/cifar10?lang=fa"


def test_counters_are_for_this_machine_alone(site: Site) -> None:
    assert site.ask("GET", "/metrics")[0].status == 200
    assert site.ask("GET", "/metrics", source="127.0.0.9")[0].status == 403


def _opens(site: Site, source: str) -> bool:
    with site.watch(source) as status:
        return status == 200
