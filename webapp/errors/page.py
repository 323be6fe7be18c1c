"""A refusal for people: the shell's page, or one of a single sentence should that break too."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from html import escape

from webapp.errors.problem import Problem

PLAIN = """<!doctype html>
<html lang="{lang}" dir="{dir}">
<head><meta charset="utf-8"><title>{status}</title></head>
<body><h1>{status}</h1><p>{sentence}</p></body></html>
"""


def error_page(problem: Problem, lang: str, path: str, query: Mapping[str, str]) -> str:
    """The sentence as HTML."""
    from webapp.rendering import Asked, error_html  # the API of errors needs no templates

    sentence = problem.sentence(lang)
    try:
        return error_html(problem.status, sentence, Asked(lang, path, query))
    except Exception:  # a page about an error must not raise another
        logging.getLogger("lab").exception("the page about an error broke")
        direction = "rtl" if lang == "fa" else "ltr"
        said = escape(sentence)
        return PLAIN.format(lang=lang, dir=direction, status=problem.status, sentence=said)
