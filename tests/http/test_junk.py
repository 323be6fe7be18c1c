"""Junk in every part of every call: an answer below 500, in the common shape, every time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.http.fakes import FAKES, Client, keep_step, make_front, make_site
from webapp import create_app
from webapp.api.site import Site
from webapp.demos import DEMOS
from webapp.errors import PROBLEMS, Problem
from webapp.front.routes import ROUTES

METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS")
TYPES = ("application/json", "image/png", "application/octet-stream", "text/plain", "", "a;b=\xff")
NAMES = ("lang", "on", "after", "step", "image", "mine", "a", "lr", "v", "embed", "m", "layers")
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["own:" + "0" * 64, "pretrained", "1e999", "NaN", "-0", "9" * 400, "\0", "..", "%"]
    ),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("demo", "params", "state", "title", "command", "steps", "pinned", "token", "view")
BODIES = st.one_of(
    st.binary(max_size=60),
    VALUES.map(lambda v: json.dumps(v).encode()),
    st.dictionaries(
        st.sampled_from(FIELDS), st.sampled_from(["trains", "sums", "stop", 1, {}, True]) | VALUES
    ).map(lambda v: json.dumps(v).encode()),
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A client whose run `id` has a keyframe at step 1."""
    patch = pytest.MonkeyPatch()
    for key, cls in FAKES.items():
        patch.setitem(DEMOS._entries, key, cls)  # type: ignore[attr-defined]
    site = make_site(tmp_path_factory.mktemp("data"), queued_per_person=100_000, queue=100_000)
    client = Client(make_front(site))
    reply = client.run(client.post("/api/runs", {"demo": "trains"}))
    keep_step(site, reply.json["id"], 1)
    yield client, reply.json["id"], patterns(site)
    client.close()
    patch.undo()


def patterns(site: Site) -> list[str]:
    """Every address of the server, with a mark where something is filled in."""
    flask = [rule.rule for rule in create_app(site).url_map.iter_rules()]
    front = [re.sub(r"\\?\(\?P.*?\)(?![?*+{])", "<x>", row.pattern.pattern) for row in ROUTES]
    return sorted({re.sub(r"<[^>]*>", "<x>", rule) for rule in flask + front})


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_junk_breaks_the_server(asked: Any, data: st.DataObject) -> None:
    client, run_id, rules = asked
    rule = data.draw(st.sampled_from(rules))
    words = st.sampled_from([run_id, "pretrained", "trains", "sums", "cifar10"]) | TEXTS
    url = re.sub(
        "<x>", lambda _: quote(data.draw(words), safe=data.draw(st.sampled_from(["", "/%"]))), rule
    )
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(NAMES) | TEXTS, TEXTS), max_size=4))
    if "events" in url:  # a stream that is open and silent would be waited for
        pairs.append(("after", "x"))
    query = "&".join(f"{quote(k)}={v if data.draw(st.booleans()) else quote(v)}" for k, v in pairs)
    headers = {"content-type": data.draw(st.sampled_from(TYPES))}
    for name in ("accept-language", "cookie", "if-none-match", "last-event-id", "accept-encoding"):
        if data.draw(st.booleans()):
            headers[name] = data.draw(st.text(st.characters(max_codepoint=255), max_size=20))
    if "events" in url:
        headers["last-event-id"] = "x"
    method, body = data.draw(st.sampled_from(METHODS)), data.draw(BODIES)
    reply = client.run(client.ask(method, f"{url}?{query}", body, headers))
    asked_for = (method, url, query, body)
    assert reply.status < 500 or url == "/readyz", (asked_for, reply.body)
    if reply.status >= 400 and url.startswith("/api/") and method != "HEAD":
        said = reply.json
        assert {"error", "message", "fields", "refusals"} <= set(said)
        assert set(said["fields"]) == set(said["refusals"])


def test_every_sentence_is_there_in_both_languages() -> None:
    words = {"got": "x", "near": "y", "high": 1, "why": ("a", "b"), "names": "z"}
    for code, (status, (english, persian)) in PROBLEMS.items():
        assert 400 <= status < 600
        problem = Problem(code, **words)  # type: ignore[arg-type]
        assert "{" not in problem.sentence("en") + problem.sentence("fa")
        assert re.search("[\u0600-\u06ff]", persian)
        assert english[0].isupper()
        assert english.endswith(".")
        assert persian.endswith((".", "!"))


def test_an_unforeseen_fault_is_a_sentence_and_a_line_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site(tmp_path)
    client = Client(make_front(site))

    def broken(*given: object) -> None:
        raise OSError("the disk is on fire")

    monkeypatch.setattr(type(site.store), "get", broken)
    for url in ("/api/runs/x", "/api/runs/x/keyframes"):  # Flask's and the front's own
        reply = client.run(client.get(url))
        assert (reply.status, reply.json["error"]) == (500, "internal")
        assert "fire" not in reply.body.decode()
        number = reply.headers["x-request-id"]
        assert number in reply.json["message"]
        assert "the disk is on fire" in caplog.text
    client.close()
