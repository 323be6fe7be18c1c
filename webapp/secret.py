"""The server's secret and what is made from it."""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from pathlib import Path

from webapp.settings import BadSetting, Settings

SHORTEST_SECRET = 32  # bytes


def read_secret(folder: Path) -> bytes:
    """The server's secret, made at the first start, readable by its owner alone.

    A copy or a backup may have opened it to others: it is closed again. Raises BadSetting
    for one so short that it could be guessed.
    """
    path = folder / "secret"
    if not path.exists():
        fresh = folder / f"secret.{os.getpid()}"
        fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        with contextlib.suppress(FileExistsError):  # whoever links first has made it
            os.link(fresh, path)
        fresh.unlink()
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    secret = path.read_bytes()
    if len(secret) < SHORTEST_SECRET:
        raise BadSetting(
            f"{path}: expected a secret of at least {SHORTEST_SECRET} bytes, got {len(secret)}; "
            "delete the file, and a new one is made"
        )
    return secret


def presenter_token(settings: Settings) -> str:
    """What the presenter link carries: the setting, else one that lasts as long as the secret."""
    if settings.presenter_token:
        return settings.presenter_token
    return hmac.digest(read_secret(settings.folder), b"presenter", "sha256").hex()[:32]
