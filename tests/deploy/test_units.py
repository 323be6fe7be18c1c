"""The systemd units: what they start exists; where systemd is, it has no complaint."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.server import ROOT
from webapp.__main__ import COMMANDS
from webapp.settings import Settings

UNITS = sorted((ROOT / "tools" / "deploy").glob("*.service"))
PLACE = "/opt/gradient-lab"
HARDENED = ("DynamicUser", "NoNewPrivileges", "PrivateTmp", "RestrictNamespaces")


def read(path: Path) -> configparser.ConfigParser:
    """A unit that names no key twice."""
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(path)
    return unit


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_what_a_unit_starts_exists(path: Path) -> None:
    service = read(path)["Service"]
    program, *words = service["ExecStart"].split()
    assert program == f"{PLACE}/.venv/bin/python"  # made by tools/install
    assert words[:2] == ["-m", "webapp"]
    assert words[2] in COMMANDS
    assert service["WorkingDirectory"] == PLACE
    assert service["StateDirectory"] == path.stem
    assert service["Environment"] == f"DATA_DIR=%S/{path.stem}"
    assert service["Restart"] == "always"
    assert int(service["LimitNOFILE"]) >= 4096
    assert [name for name in HARDENED if service[name] != "yes"] == []


def test_there_is_a_unit_for_each_role() -> None:
    roles = {read(path)["Service"]["ExecStart"].split()[-1] for path in UNITS}
    assert roles == {"serve", "web", "trainers"}


def test_the_settings_of_the_units_are_settings() -> None:
    lines = (ROOT / "tools" / "deploy" / "gradient-lab.env").read_text().splitlines()
    pairs = [line.lstrip("#") for line in lines if "=" in line]
    given = dict(pair.split("=", 1) for pair in pairs)
    assert Settings.read(given).proxies == 1
    assert {name for name in given if not hasattr(Settings, name.lower())} == set()


def test_systemd_has_no_complaint(tmp_path: Path) -> None:
    """Asked of copies whose checkout is this one; a machine without systemd has no such judge."""
    judge = shutil.which("systemd-analyze")
    files = [tmp_path / path.name for path in UNITS]
    assert files
    for path, file in zip(UNITS, files, strict=True):
        file.write_text(path.read_text().replace(PLACE, str(ROOT)))
    if judge is not None:
        asked = [judge, "verify", "--man=no", *map(str, files)]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
