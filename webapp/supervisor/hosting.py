"""What must hold where runs are kept in Redis; each failure is one clear sentence."""

from __future__ import annotations

import importlib.util

from webapp.runs.run import Refused
from webapp.settings import Settings
from webapp.supervisor.refusal import CannotServe

SCHEMES = ("redis://", "rediss://", "unix://")


def check_role(settings: Settings, role: str) -> None:
    """Only a store that others reach can be served by one machine and trained for by another."""
    if role != "serve" and not settings.run_store:
        raise CannotServe(
            f"`{role}` alone needs a store that other machines reach: set RUN_STORE=redis://..."
        )
    if settings.run_store and not settings.run_store.startswith(SCHEMES):
        known = ", ".join(SCHEMES)
        raise CannotServe(
            f"RUN_STORE: expected an address that begins with one of {known}, "
            f"got {settings.run_store!r}"
        )


def check_store(settings: Settings) -> None:
    """The store answers and shares its secret; raises CannotServe."""
    missing = [name for name in ("redis", "rq") if importlib.util.find_spec(name) is None]
    if missing:
        raise CannotServe(
            f"RUN_STORE needs {' and '.join(missing)}: "
            "install with .venv/bin/pip install -r requirements-hosted.txt"
        )
    from webapp.runs.hosted.secret import adopt_secret

    try:
        adopt_secret(settings)
    except Refused as away:
        raise CannotServe(
            f"The store of runs at RUN_STORE={_shown(settings.run_store)} cannot be used "
            f"({away}): start Redis or Valkey there and let this machine in, "
            "or leave RUN_STORE empty"
        ) from away


def _shown(url: str) -> str:
    """The address without a password."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
