"""A disk that fills up while everything runs: a small tmpfs in a mount namespace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT

pytestmark = pytest.mark.serving


def test_everything_survives_a_full_disk(folder: Path) -> None:
    mount = f'mount -t tmpfs -o size=32m none {folder} && exec "$@"'
    inside = [sys.executable, "-m", "tests.faults.small_disk", str(folder)]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", mount, "sh", *inside],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
