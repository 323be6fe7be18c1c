"""The README says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from webapp.settings import settings_table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_settings_are_the_declared_ones() -> None:
    assert settings_table() in README


def test_every_command_is_a_target() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"`make ([a-z-]+)", README)) <= set(targets)


def test_quoted_sentences_are_what_the_program_says() -> None:
    source = "".join(p.read_text() for p in (ROOT / "webapp").rglob("*.py"))
    source += (ROOT / "tools" / "install").read_text()
    plain = re.sub(r"\s+", " ", re.sub(r"\"\s*f?\"", "", source))
    quoted = re.findall(r"^\| `([^`]+)`", README.split("## Troubleshooting")[1], re.MULTILINE)
    assert len(quoted) > 5
    for sentence in quoted:
        for part in re.split(r"…|8000|lab\.db\.broken-1", sentence):
            assert part.strip(" `") in plain, sentence
