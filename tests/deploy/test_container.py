"""The image and the composition: what they copy is enough to serve, what they start exists."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.broker import Broker
from tests.deploy.blocks import read
from tests.deploy.proxy import SHIPPED
from tests.server import ROOT, Server
from webapp.__main__ import COMMANDS
from webapp.settings import Settings

DEPLOY = ROOT / "tools" / "deploy"
CONTAINER = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
COMPOSE: dict[str, Any] = read((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "<<" in service}


def said(instruction: str) -> list[str]:
    """What follows each such instruction of the container file."""
    return re.findall(rf"(?m)^{instruction}\s+(.*)$", CONTAINER)


def copied() -> list[str]:
    """Everything the image has of the checkout."""
    words = [line.split() for line in said("COPY") if not line.startswith("--from")]
    return [source for *sources, _ in words for source in sources]


def test_what_is_copied_is_in_the_checkout_and_in_the_context() -> None:
    kept = (ROOT / ".dockerignore").read_text().splitlines()
    assert kept[0] == "*"
    for name in copied():
        assert (ROOT / name).exists(), name
        assert any(Path(name).match(line[1:]) for line in kept if line.startswith("!")), name


def test_the_image_is_small_and_nobody_is_root() -> None:
    assert said("FROM")[-1].endswith("-slim")
    assert len(said("FROM")) == 2
    assert said("USER") == ["lab"]
    assert json.loads(said("ENTRYPOINT")[0]) == [".venv/bin/python", "-m", "webapp"]
    assert json.loads(said("CMD")[0])[0] in COMMANDS
    given = dict(word.split("=", 1) for word in said("ENV")[0].split())
    assert Settings.read(given).host == "0.0.0.0"
    assert said("VOLUME") == [given["DATA_DIR"]]
    assert said("EXPOSE") == [given["PORT"]]


@pytest.mark.serving
def test_what_is_copied_is_enough_to_serve(tmp_path: Path, broker: Broker) -> None:
    """Started outside the checkout, on nothing but what the image has, in every role it knows.

    A service has no home that it may write into, and misses none.
    """
    image, data, none = tmp_path / "lab", tmp_path / "data", tmp_path / "none"
    none.touch()
    image.mkdir()
    for name in copied():
        whole = ROOT / name
        (shutil.copytree if whole.is_dir() else shutil.copy)(whole, image / name)
    roles = [json.loads(said("CMD")[0]), *(service["command"] for service in OURS.values())]
    for (role,) in roles:
        (data / role).mkdir(parents=True)
        store = {"HOME": str(none), "XDG_RUNTIME_DIR": str(none)}
        store |= {"RUN_STORE": broker.url} if role != "serve" else {}
        with Server(data / role, role=role, home=image, TRAINERS="1", **store) as server:
            assert role == "trainers" or server.answers("/?lang=fa")
            assert healthy(image, server.port) == (role != "trainers")
            assert "error" not in server.said()


def healthy(image: Path, port: int) -> bool:
    """What the image's own HEALTHCHECK finds."""
    asked = json.loads(said("HEALTHCHECK")[0].partition(" CMD ")[2])
    environment = {**os.environ, "PORT": str(port)}
    done = subprocess.run(
        [sys.executable, *asked[1:]], cwd=image, env=environment, capture_output=True, check=False
    )
    return done.returncode == 0


def test_services_start_what_exists() -> None:
    assert {service["command"][0] for service in OURS.values()} == {"web", "trainers"}
    build = COMPOSE["x-lab"]["build"]
    assert (DEPLOY / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).is_file()
    for service in OURS.values():
        wrong = [n for n in service["environment"] if not hasattr(Settings, n.lower())]
        assert wrong == []
        assert service["environment"]["RUN_STORE"] == "redis://redis:6379"
    assert OURS["trainers"]["healthcheck"] == {"disable": "true"}  # it serves no page


def test_the_store_writes_everything_down() -> None:
    words = SERVICES["redis"]["command"]
    assert words[words.index("--appendonly") + 1] == "yes"
    assert words[words.index("--appendfsync") + 1] == "everysec"


def test_nginx_gets_the_shipped_file_with_another_upstream() -> None:
    shell, flag, line = SERVICES["nginx"]["command"]
    assert (shell, flag) == ("sh", "-c")
    program, script, source, *_ = shlex.split(line)
    assert (program, source) == ("sed", "/etc/gradient-lab.conf")
    assert f"./{SHIPPED.name}:{source}:ro" in SERVICES["nginx"]["volumes"]
    done = subprocess.run(["sed", script, SHIPPED], capture_output=True, text=True, check=True)
    assert re.findall(r"server (\S+:\d+);", done.stdout) == ["web:8000"]


def test_volumes_and_networks_are_declared() -> None:
    for service in SERVICES.values():
        named = [v.split(":")[0] for v in service.get("volumes", []) if v[0] not in "./$"]
        assert set(named) <= set(COMPOSE["volumes"])
        assert set(service["networks"]) <= {*COMPOSE["networks"], "default"}
