"""Every page in both languages, as the server writes it."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl

import pytest
from flask import Flask

from engine.network import PRESETS
from engine.schema import parse
from tests.pages.conftest import Get
from tests.pages.prose import Prose
from webapp.catalogue import chapters, contents
from webapp.demos import DEMOS
from webapp.rendering import Asked, error_html

PAGES = ["/", "/reference", "/runs", *(f"/demos/{key}" for key in DEMOS if DEMOS[key].listed)]
PERSIAN_LETTER = re.compile(r"[\u0600-\u06ff]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
# Names that Persian prose keeps in Latin letters; they need no island at the end of a line.
ALLOWED = {
    "CIFAR",
    "ReLU",
    "ELU",
    "SVM",
    "XOR",
    "PNG",
    "CSV",
    "AdaGrad",
    "RMSProp",
    "Adadelta",
    "Maxout",
    "BFGS",
}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_page_is_whole_in_its_language(get: Get, path: str, lang: str) -> None:
    html = get(f"{path}?lang={lang}")
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "fa" else "ltr"}"' in html
    assert '<main id="main"' in html
    assert html.count("<h1>") == 1
    assert "Undefined" not in html


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_nothing_from_elsewhere(get: Get, path: str) -> None:
    seen = Prose(get(f"{path}?lang=fa"))
    assert seen.inline_scripts == 0
    assert [a for a in seen.addresses if not a.startswith(("/", "#"))] == []
    assert all("/@" in a for a in seen.addresses if a.startswith("/static/"))


@pytest.mark.parametrize("path", PAGES)
def test_a_persian_page_has_no_english_left(get: Get, path: str) -> None:
    texts = Prose(get(f"{path}?lang=fa")).texts
    words = {word for text in texts for word in LATIN_WORD.findall(text)}
    assert words - ALLOWED == set()


@pytest.mark.parametrize("path", PAGES)
def test_an_english_page_has_no_persian_left(get: Get, path: str) -> None:
    texts = [text for text in Prose(get(f"{path}?lang=en")).texts if text != "فارسی"]
    assert [text for text in texts if PERSIAN_LETTER.search(text)] == []


def test_the_front_page_lists_the_lecture_and_links_what_is_built(get: Get) -> None:
    html = get("/?lang=en")
    listed = [demo for chapter in contents(DEMOS) for demo in chapter.demos]
    assert len(chapters()) == 10
    assert len(listed) >= 31
    for demo in listed:
        assert (f'href="/demos/{demo.key}"' in html) is demo.built
        assert demo.name[0] in html


def test_language_comes_from_the_address_then_the_cookie_then_the_browser(site: Flask) -> None:
    client = site.test_client()
    assert 'lang="fa"' in client.get("/", headers={"Accept-Language": "fa-IR"}).text
    client.get("/?lang=fa")
    assert '<html lang="fa"' in client.get("/", headers={"Accept-Language": "en"}).text
    assert '<html lang="en"' in client.get("/?lang=en", headers={"Accept-Language": "fa"}).text


def test_the_other_language_keeps_the_state_of_the_page(get: Get) -> None:
    assert 'href="/demos/cifar10?lr=0.01&amp;lang=fa"' in get("/demos/cifar10?lr=0.01&lang=en")


def test_a_page_opens_with_defaults_in_place_of_what_it_refuses(get: Get) -> None:
    html = get("/demos/cifar10?lang=en&lr=77&momentums=1&batch=32")
    assert html.count('<div class="notice warn">') == 3  # two names and the one for no script
    assert 'id="f-batch" name="batch" data-default="64"' in html.replace(' data-low="1"', "")
    assert re.search(r'name="batch"[^>]* value="32"', html)
    assert re.search(r'name="lr"[^>]* value="0.003"', html)


def test_scripts_get_the_declaration(get: Get) -> None:
    html = get("/demos/cifar10")
    data = re.search(r'id="page-data">(.*?)</script>', html, re.S)
    assert data is not None
    page = json.loads(data[1])
    assert page["key"] == "cifar10"
    assert {param["name"] for param in page["params"]} >= {"lr", "layers", "speed"}
    assert {view["name"] for view in page["view"]} >= {"step", "image"}


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_an_error_is_a_sentence_with_a_way_on(status: int, lang: str) -> None:
    html = error_html(status, ("It broke.", "خراب شد."), Asked(lang, "/x", {}))
    assert ("It broke." in html) is (lang == "en")
    assert 'href="/"' in html


def test_an_embedded_page_has_no_bar(get: Get) -> None:
    html = get("/demos/cifar10?embed=1&hide=head,controls")
    assert '<header class="bar">' not in html
    assert "<h1>" not in html
    assert re.search(r'<form class="rail" id="form"[^>]* hidden', html)


def test_a_preset_in_the_address_is_spelled_out_once(site: Flask) -> None:
    client = site.test_client()
    answer = client.get("/demos/cifar10?preset=speedrun&lang=fa&seed=9&v.maps=weights")
    assert answer.status_code == 302
    path, _, query = answer.headers["Location"].partition("?")
    said = dict(parse_qsl(query))
    assert path == "/demos/cifar10"
    assert {"lang": "fa", "seed": "9", "v.maps": "weights"}.items() <= said.items()
    assert "preset" not in said
    demo = parse(DEMOS["cifar10"], {n: t for n, t in said.items() if n not in ("lang", "v.maps")})
    wanted = PRESETS["speedrun"].to_query() | {"seed": "9"}
    assert demo == parse(DEMOS["cifar10"], wanted)
    assert "data-default" in client.get(answer.headers["Location"]).text


def test_a_preset_that_is_none_is_refused_and_the_page_opens(get: Get) -> None:
    html = get("/demos/cifar10?preset=fast&lang=en")
    assert "expected one of convnetjs" in html
    assert "speedrun" in html
    assert "got fast" in re.sub("<[^>]+>", "", html)
    assert "expected a known name" in get("/demos/scores?preset=fast&lang=en")


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "need JavaScript"), ("fa", "به جاوااسکریپت نیاز")]
)
def test_what_needs_scripts_on_the_page_of_gradients_says_so(
    get: Get, lang: str, said: str
) -> None:
    silent = re.findall(r"<noscript>(.*?)</noscript>", get(f"/demos/gradient?lang={lang}"), re.S)
    assert any(said in part for part in silent)
