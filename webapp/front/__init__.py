"""The front of a web process: `gunicorn -c python:webapp.front.gunicorn_conf webapp.front:app`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.front.server import Front
from webapp.front.static import StaticFiles

if TYPE_CHECKING:
    from flask import Flask

    from webapp.api.site import Site


def build() -> tuple[Site, Flask, StaticFiles]:
    """Open the site of the environment's settings, with Flask behind it."""
    from webapp import create_app
    from webapp.api.site import open_site
    from webapp.settings import Settings
    from webapp.trainer.opening import import_further_demos

    import_further_demos()
    site = open_site(Settings.read())
    return site, create_app(site), StaticFiles()


app = Front(build)
