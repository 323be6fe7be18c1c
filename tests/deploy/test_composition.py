"""The services of the composition fit each other: ports, files, names, order, what each may do."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

from tests.deploy.blocks import read
from tests.deploy.proxy import SHIPPED
from tests.server import ROOT
from webapp.settings import Settings

DEPLOY = ROOT / "tools" / "deploy"
COMPOSE: dict[str, Any] = read((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = COMPOSE["x-lab"]
CONTAINER = (DEPLOY / "Containerfile").read_text()
NGINX = SHIPPED.read_text()
NEEDED = re.compile(r"\$\{(\w+):\?[^}]+\}")
SUPERVISOR_S = 5  # its promise; what ends it waits twice as long by default


def test_every_service_that_is_waited_for_says_when_it_is_ready() -> None:
    asked = {
        "redis": SERVICES["redis"].get("healthcheck"),
        "web": re.search(r"(?m)^HEALTHCHECK .*CMD", CONTAINER),
    }
    waits = [SERVICES["nginx"]["depends_on"], OURS["depends_on"]]
    for name, how in (pair for wait in waits for pair in wait.items()):
        assert how["condition"] == "service_healthy"
        assert asked[name], f"{name} is waited for and never healthy"
    assert asked["redis"] == {"test": ["CMD", "redis-cli", "ping"], "interval": "5s"}


def test_nginx_follows_a_web_machine_that_is_made_anew() -> None:
    """It asks for the address of `web` at its start alone, and a new container may get another."""
    assert "resolver" not in NGINX
    assert SERVICES["nginx"]["depends_on"]["web"]["restart"] == "true"


def test_nginx_listens_where_the_ports_lead_and_asks_where_the_image_listens() -> None:
    inner = {port.split(":")[1] for port in SERVICES["nginx"]["ports"]}
    assert inner == set(re.findall(r"(?m)^\s+listen (\d+)", NGINX))
    (exposed,) = re.findall(r"(?m)^EXPOSE (\d+)$", CONTAINER)
    assert f"s/127.0.0.1:8000/web:{exposed}/" in SERVICES["nginx"]["command"][2]
    assert "server 127.0.0.1:8000;" in NGINX


def test_nginx_is_told_of_http2_as_its_version_wants_it() -> None:
    """The image is newer than what some distributions have, for which the file is written."""
    (change,) = re.findall(r"sed '([^']+)' /etc/gradient-lab.conf", SERVICES["nginx"]["command"][2])
    said = subprocess.check_output(["sed", change, SHIPPED], text=True)
    lines = [line.strip() for line in said.splitlines() if not line.lstrip().startswith("#")]
    assert [line.partition("  #")[0] for line in lines if "http2" in line] == ["http2 on;"]
    assert "listen 443 ssl;" in lines
    assert f"sed -i '{change.partition('; ')[2]}'" in (ROOT / "README.md").read_text()


def test_certificates_lie_where_nginx_reads_them() -> None:
    places = [volume.rsplit(":", 2) for volume in SERVICES["nginx"]["volumes"]]
    (certificates,) = [inside for outside, inside, _ in places if "CERTS" in outside]
    read_there = re.findall(r"ssl_certificate(?:_key)?\s+(\S+);", NGINX)
    assert {Path(file).name for file in read_there} == {"cert.pem", "key.pem"}
    assert {str(Path(file).parent) for file in read_there} == {certificates}
    assert all(mode == "ro" for *_, mode in places)


def test_files_that_nginx_opens_are_allowed() -> None:
    """A container may not raise its own limit, so what the configuration asks for is granted."""
    (asked,) = re.findall(r"worker_rlimit_nofile (\d+);", NGINX)
    for name in ("nginx", "web"):
        assert SERVICES[name]["ulimits"] == {"nofile": asked}


def test_the_environment_of_each_role_is_taken_by_the_settings() -> None:
    roles = {service["command"][0]: service for service in SERVICES.values() if "<<" in service}
    for service in roles.values():
        given = {k: NEEDED.sub("lab.example.org", v) for k, v in service["environment"].items()}
        settings = Settings.read(given)
        host, port = settings.run_store.removeprefix("redis://").split(":")
        assert (host in SERVICES, port) == (True, "6379")
    assert roles["web"]["environment"]["PROXIES"] == "1"
    assert NEEDED.fullmatch(roles["web"]["environment"]["NAMES"])


def test_the_store_is_reached_by_the_services_alone() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": "true"}
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert SERVICES["redis"]["networks"] == ["inside"]
    words = SERVICES["redis"]["command"]
    assert words[words.index("--protected-mode") + 1] == "no"  # else it answers itself alone


def test_ours_write_their_data_and_nothing_else() -> None:
    assert OURS["read_only"] == "true"
    assert OURS["cap_drop"] == ["ALL"]
    (data,) = re.findall(r"(?m)^VOLUME (\S+)$", CONTAINER)
    shared = f"sets:{data}/sets"  # a set is fetched once for all of them
    assert SERVICES["web"]["volumes"] == [f"web:{data}", shared]
    assert SERVICES["trainers"]["volumes"] == [shared]
    user = re.findall(r"useradd --uid (\d+) .* lab\b", CONTAINER)
    assert user == ["10001"]  # the README says to whom a folder of the host must belong
    # A new volume takes over whose the folder of the image is.
    assert f"install -d -o lab -g lab -m 700 {data} {data}/sets\n" in CONTAINER


def test_signals_reach_the_supervisor_and_it_is_given_time() -> None:
    assert OURS["init"] == "true"
    assert CONTAINER.count('ENTRYPOINT ["') == 1  # a list: no shell stands between
    assert not {"stop_signal", "entrypoint"} & {key for s in SERVICES.values() for key in s}
    grace = [s.get("stop_grace_period", "10s") for s in (OURS, *SERVICES.values())]
    assert all(int(seconds.removesuffix("s")) >= 2 * SUPERVISOR_S for seconds in grace)
