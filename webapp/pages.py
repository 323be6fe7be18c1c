"""The pages: contents, demos, reference, the reader's runs. HTML only; no arithmetic."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, g, redirect, request
from werkzeug.wrappers import Response as WSGIResponse

from engine.schema import describe
from webapp import naming
from webapp.api import asking
from webapp.catalogue import chapter_of, contents
from webapp.demos import DEMOS, Demo
from webapp.errors import Problem
from webapp.forms import form_of
from webapp.language import COOKIE, NAMES, YEAR_S, choose
from webapp.lessons import lesson
from webapp.reference import allowed, reference
from webapp.rendering import ROOT, TEMPLATES, Asked, assets, render
from webapp.settings import Settings
from webapp.tables import metrics_table

# What an address holds besides the parameters of a demo.
SHELL_NAMES = ("lang", "theme", "embed", "hide", "run", "room", "link", "stream")

bp = Blueprint("pages", __name__)


@bp.before_request
def _choose_language() -> None:
    """`g.lang`, unless the application has chosen already."""
    accept = request.headers.get("Accept-Language")
    g.setdefault("lang", choose(request.args.get("lang"), request.cookies.get(COOKIE), accept))


@bp.after_request
def _remember_language(response: Response) -> Response:
    """A page asked for with `?lang` sets the language of the pages after it."""
    asked = request.args.get("lang")
    if asked in NAMES:
        response.set_cookie(COOKIE, asked, max_age=YEAR_S, samesite="Lax")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@bp.get("/")
def index() -> str:
    """Every chapter and demo of the lecture."""
    first = DEMOS.get("cifar10", next(iter(DEMOS.values()), None))
    return _page("index.html", chapters=contents(DEMOS), first=first)


@bp.get("/demos/<key>")
def demo(key: str) -> str | WSGIResponse:
    """One demo: its form at the address's parameters, its figures, its lesson."""
    if key not in DEMOS:
        abort(404)
    whole = naming.spelled_out(DEMOS[key], request.args)
    if whole is not None:
        return redirect(f"{request.path}?{naming.query(whole)}")
    return show_demo(DEMOS[key])


@bp.get("/reference")
def reference_page() -> str:
    """Every parameter of every entry, generated from the declarations."""
    return _page("reference.html", parts=reference(DEMOS), allowed=allowed)


@bp.get("/runs")
def runs() -> str:
    """The runs of this browser; the list itself comes from the API."""
    titles = {key: entry.title for key, entry in DEMOS.items()}
    labels = {key: {p["name"]: p["label"] for p in describe(d)} for key, d in DEMOS.items()}
    presenter = "identity" in g and asking.identity().presenter
    return _page("runs.html", page={"titles": titles, "labels": labels}, presenter=presenter)


@bp.get("/status")
def status() -> str:
    """Who runs what on this server, for the presenter; the numbers come from the API."""
    if not asking.identity().presenter:
        raise Problem("presenter_page")
    titles = {key: entry.title for key, entry in DEMOS.items()}
    return _page("status.html", page={"titles": titles})


def show_demo(entry: type[Demo]) -> str:
    """The page of one demo; `templates/demos/<key>.html` fills its blocks when it exists."""
    unnamed = naming.refused(entry, request.args, g.lang)
    asked = {name: text for name, text in _asked_params().items() if name not in unnamed}
    form = form_of(entry, asked, g.lang)
    form.refused |= unnamed
    own = f"demos/{entry.key}.html"
    css, script = f"css/{entry.key}.css", f"js/demos/{entry.key}.js"
    instant = entry.kind == "instant"
    return _page(
        own if (TEMPLATES / own).is_file() else "demo.html",
        demo=entry,
        form=form,
        chapter=chapter_of(entry, DEMOS),
        page=page_json(entry),
        idle=f"{_settings().idle_minutes:g}",
        page_css=assets.url(css) if assets.has(css) else "",
        page_scripts=["js/page.js", script] if assets.has(script) else ["js/page.js"],
        lesson=lesson(TEMPLATES / "lessons", ROOT, entry.key, g.lang),
        table=metrics_table(entry, form.instance, g.lang) if instant else None,
    )


def page_json(entry: type[Demo]) -> dict[str, Any]:
    """What the scripts of a demo page need to know."""
    return {
        "key": entry.key,
        "kind": entry.kind,
        "title": entry.title,
        "params": describe(entry),
        "view": describe(entry.View),
        "metrics": dict(entry.metrics),
        "notes": dict(entry.notes),
        "extra": entry.page(),
        "preview": assets.has(f"js/preview/{entry.key}.js"),
    }


def _settings() -> Settings:
    """The host's settings; the usual ones where pages are shown without a server around them."""
    site = current_app.config.get("SITE")
    return site.settings if site else Settings()


def _asked_params() -> dict[str, str]:
    return {
        name: value
        for name, value in request.args.items()
        if name not in SHELL_NAMES and not name.startswith("v.")
    }


def _page(template: str, **values: Any) -> str:
    return render(template, Asked(g.lang, request.path, request.args.to_dict()), **values)
