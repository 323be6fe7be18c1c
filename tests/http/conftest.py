from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.fakes import FAKES, Client, make_front, make_site
from webapp.api.site import Site
from webapp.demos import DEMOS


@pytest.fixture(autouse=True)
def fake_demos(monkeypatch: pytest.MonkeyPatch) -> None:
    for key, cls in FAKES.items():
        monkeypatch.setitem(DEMOS._entries, key, cls)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return make_site(tmp_path / "data")


@pytest.fixture
def client(site: Site) -> Iterator[Client]:
    talking = Client(make_front(site))
    yield talking
    talking.close()
