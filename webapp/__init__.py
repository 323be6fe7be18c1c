"""The server: HTTP, identity, runs and streams around the engine, which does the arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from webapp.api.site import Site


def create_app(site: Site | None = None) -> Flask:
    """The Flask part: pages and the JSON API; `webapp.front` serves it with guards and streams.

    Without a site one is opened with the settings of the environment.
    """
    from webapp.api.application import build  # a trainer imports this package without Flask
    from webapp.api.site import open_site
    from webapp.settings import Settings

    return build(site or open_site(Settings.read()))
