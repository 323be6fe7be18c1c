"""Trainers come after whoever watches, also where the kernel weighs sessions first."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from webapp.trainer.process import NICE

SCRIPT = """
import json, os
from pathlib import Path
from webapp.trainer.process import AUTOGROUP, be_nice
def session():
    try:
        return AUTOGROUP.read_text().split()[-1]
    except (OSError, IndexError):  # a kernel without autogroups, or a session in none
        return None
before = session()
be_nice()
print(json.dumps([os.nice(0), before, session()]))
"""


@pytest.mark.parametrize("own_session", [True, False])
def test_a_trainer_is_nice_to_other_sessions(own_session: bool) -> None:
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        start_new_session=own_session,
        capture_output=True,
        check=True,
        text=True,
    )
    nice, before, after = json.loads(said.stdout)
    assert nice == NICE
    # Where sessions are not weighed, nice alone counts and there is nothing to change.
    assert after == (str(NICE) if own_session and before is not None else before)
