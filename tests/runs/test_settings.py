"""Settings come from the environment, with a sentence for what they cannot be."""

from __future__ import annotations

import stat
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from engine.network import Limits
from webapp.secret import presenter_token, read_secret
from webapp.settings import BadSetting, Settings, settings_table


def test_defaults_and_the_environment() -> None:
    assert Settings.read({}) == Settings()
    read = Settings.read({"PORT": "9000", "LEASE_SECONDS": "1.5", "NAMES": "lab.test", "HOST": ""})
    assert (read.port, read.lease_seconds, read.names) == (9000, 1.5, "lab.test")
    assert read.host == "127.0.0.1"
    assert Settings.read({"TRAINERS": "3"}).trainer_count == 3
    assert Settings().trainer_count >= 1


def test_limits_of_networks_are_settings_with_the_defaults_of_the_engine() -> None:
    limits = asdict(Limits())
    assert limits == {name: getattr(Settings(), f"network_{name}") for name in limits}


@pytest.mark.parametrize(
    ("name", "text"), [("PORT", "http"), ("PORT", "0"), ("QUEUE", "-1"), ("LEASE_SECONDS", "nan")]
)
def test_a_bad_value_is_refused_with_its_rule(name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=rf"{name}: expected a .*number of at least .*'{text}'"):
        Settings.read({name: text})


def test_the_secret_is_private_and_stays(tmp_path: Path) -> None:
    secret = read_secret(tmp_path)
    assert len(secret) == 64
    assert read_secret(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_the_presenter_token_is_the_setting_or_lasts_as_long_as_the_secret(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    token = presenter_token(settings)
    assert len(token) == 32
    assert presenter_token(settings) == token
    assert token not in read_secret(tmp_path).decode()
    assert presenter_token(Settings(presenter_token="abc")) == "abc"


@pytest.mark.parametrize("fa", [False, True])
def test_the_table_names_every_setting(fa: bool) -> None:
    table = settings_table(fa)
    for declared in fields(Settings):
        assert f"`{declared.name.upper()}`" in table
        assert all(declared.metadata["help"])


def test_a_word_that_is_not_among_those_allowed() -> None:
    assert Settings.read({"LOG_FORMAT": "json"}).log_format == "json"
    with pytest.raises(BadSetting, match="LOG_LEVEL: expected one of info, warning, error, got"):
        Settings.read({"LOG_LEVEL": "loud"})
