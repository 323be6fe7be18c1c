"""Templates and the names every page may use; needs no web framework, so the front has it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.registry import Text
from webapp.assets import Assets
from webapp.forms import log_bottom, marks, moves, segmented, slider_at
from webapp.language import NAMES, direction, isolate, persian_digits, pick

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
THEMES = ("light", "dark", "projector")

assets = Assets(ROOT / "static")
_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals |= {
    "asset": assets.url,
    "modules": assets.modules,
    "slider_at": slider_at,
    "log_bottom": log_bottom,
    "marks": marks,
    "moves": moves,
    "segmented": segmented,
    "link": str,
}


@dataclass(frozen=True)
class Asked:
    """What a page depends on beside its own values: language, path, query."""

    lang: str
    path: str
    query: Mapping[str, str]


def render(template: str, asked: Asked, **values: Any) -> str:
    """The HTML of one page."""
    return _environment.get_template(template).render(_common(asked) | values)


def error_html(status: int, sentence: Text | str, asked: Asked) -> str:
    """A page that says what happened in the reader's language, and where to go on."""
    title = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    return render("error.html", asked, status=status, error_title=title, sentence=sentence)


TITLES: dict[int, Text] = {
    400: ("This address cannot be understood", "این نشانی فهمیدنی نیست"),
    403: ("This is not open to you", "این برای شما باز نیست"),
    404: ("There is nothing here", "اینجا چیزی نیست"),
    429: ("Too much at once", "بیش از اندازه در یک لحظه"),
    500: ("Something broke on the server", "چیزی در کارساز خراب شد"),
    503: ("The server is not ready", "کارساز آماده نیست"),
}


def _common(asked: Asked) -> dict[str, Any]:
    """Names every template may use."""
    lang, query = asked.lang, asked.query
    other = "en" if lang == "fa" else "fa"
    theme = query.get("theme", "")
    return {
        "lang": lang,
        "dir": direction(lang),
        "theme": theme if theme in THEMES else "",
        "embed": query.get("embed") == "1",
        "hidden": set(query.get("hide", "").split(",")),
        "other_lang": other,
        "other_name": NAMES[other],
        "other_language": f"{asked.path}?{urlencode({**query, 'lang': other})}",
        "t": partial(pick, lang=lang),
        "rich": partial(isolate, lang=lang),
        "digits": partial(persian_digits, lang=lang),
    }
