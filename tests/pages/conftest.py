"""The pages behind a bare Flask application: no store, no trainers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from webapp.pages import bp

Get = Callable[[str], str]


@pytest.fixture(scope="session")
def site() -> Flask:
    app = Flask("webapp", static_folder=None)
    app.register_blueprint(bp)
    return app


@pytest.fixture
def get(site: Flask) -> Get:
    """The HTML at an address."""
    client = site.test_client()
    return lambda path: client.get(path).get_data(as_text=True)
