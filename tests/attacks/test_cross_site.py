"""A page of another site makes a reader's browser ask for a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attacks.people import Person, said
from tests.http.fakes import make_site
from webapp import create_app
from webapp.front.guard import expected_types

OTHERS = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "")


@pytest.fixture(scope="module")
def writes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Every method and address of the server that changes something."""
    site = make_site(Path(tmp_path_factory.mktemp("site")))
    rules = create_app(site).url_map.iter_rules()
    changing = {"POST", "PATCH", "PUT", "DELETE"}
    found = [(m, r.rule) for r in rules for m in sorted((r.methods or set()) & changing)]
    assert len(found) >= 9
    return found


def test_no_write_is_made_for_another_site(
    person: Person, watched: str, writes: list[tuple[str, str]]
) -> None:
    for method, rule in writes:
        path = rule.replace("<run_id>", watched).replace("<key>", "scores").replace("<name>", "x")
        for headers in OTHERS:
            given = {"Content-Type": expected_types(path)[0], **headers}
            reply = person.ask(method, path, b"{}", given)
            assert "another site" in said(reply, 403, "cross_site"), (method, path, headers)


def test_no_write_takes_what_a_form_can_send(person: Person, writes: list[tuple[str, str]]) -> None:
    for method, rule in writes:
        for kind in FORMS:
            path = rule.replace("<", "").replace(">", "")
            reply = person.ask(method, path, b'{"demo": "cifar10"}', {"Content-Type": kind})
            message = said(reply, 415, "media_type")
            assert (kind.split(";")[0] or "nothing") in message
            assert expected_types(path)[0] in message


def test_a_preflight_allows_nobody_anything(person: Person, watched: str) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PATCH"}
    for path in ("/api/runs", f"/api/runs/{watched}", "/api/session"):
        reply = person.ask("OPTIONS", path, None, headers)
        assert reply.status < 500
        assert not [name for name in reply.headers if name.startswith("access-control")]


def test_a_program_without_those_headers_may_write(person: Person) -> None:
    """What no browser sends without asking first: JSON, from a script or curl."""
    assert person.post("/api/links", {"demo": "scores"}).status == 201
    own = {"Sec_Fetch_Site": "same-origin", "Origin": person.server.url}
    assert person.post("/api/links", {"demo": "scores"}, **own).status == 201


def test_reading_changes_nothing(person: Person, watched: str) -> None:
    """A question of another site is answered, but can neither command nor start anything."""
    before = person.get(f"/api/runs/{watched}").json["state"]
    for query in ("command=stop", "_method=DELETE", "steps=1&command=step"):
        person.get(f"/api/runs/{watched}?{query}", Origin="https://evil.example")
    override = person.get(f"/api/runs/{watched}", X_HTTP_Method_Override="DELETE")
    assert override.json["state"] == before
    assert person.get("/api/runs?mine=1").json["runs"] == []
