"""Lessons: Markdown beside the templates, formulas as MathML, `{name}` as a live number.

Three fences have a meaning: `formula`, `source <file> <name> mark="..."`, `checks <topic>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from webapp.checklines import check_lines
from webapp.excerpts import excerpt

LIVE = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
LIVE_LATEX = re.compile(r"\\live\{([a-z][a-z0-9_.]*)\}")
LIVE_MATH = re.compile(r"<mtext>⟦([a-z0-9_.]+)⟧</mtext>")
# from the = sign before the first number of today to the end of the equation
TODAY = re.compile(
    r"(<mo>&#x0003D;</mo>(?:<m[io]>[^<]*</m[io]>)*<mn data-live=.*)(</mrow></math>)$", re.S
)
MATH = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.S)
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.S | re.M)
HEADING = re.compile(r"(?m)^## ")
SUBSCRIPT = re.compile(r"\b([A-Za-z])_([A-Za-z0-9]+)")
UNSET = "–"

Words = tuple[str, str]
FORMULA: Words = ("Formula", "فرمول")
CODE: Words = ("Code", "کد")


@cache
def lesson(folder: Path, root: Path, key: str, lang: str) -> Markup:
    """The HTML of one lesson; nothing when no text is written yet."""
    path = folder / f"{key}.{lang}.md"
    if not path.is_file():
        return Markup()
    return render(path.read_text(encoding="utf-8"), root, lang)


def render(text: str, root: Path, lang: str) -> Markup:
    """Sections at every `##`; the section with a formula stands beside the one with its source."""
    sections = HEADING.split(text)
    opening = _blocks(sections[0], root, lang) if sections[0].strip() else Markup()
    rendered = [_section(section, root, lang) for section in sections[1:]]
    return opening + _paired(sections[1:], rendered)


def mathml(latex: str, *, display: bool) -> Markup:
    r"""MathML of LaTeX; `\live{name}` becomes a number that the page fills in."""
    plain = LIVE_LATEX.sub(r"\\text{⟦\1⟧}", latex.strip())
    tree = convert(plain, display="block" if display else "inline")
    numbered = LIVE_MATH.sub(rf'<mn data-live="\1">{UNSET}</mn>', tree)
    return Markup(TODAY.sub(r'<mrow class="today">\1</mrow>\2', numbered, count=1))


def _paired(sources: list[str], rendered: list[Markup]) -> Markup:
    out, at = Markup(), 0
    while at < len(rendered):
        beside = "```formula" in sources[at] and any(
            "```source" in s for s in sources[at + 1 : at + 2]
        )
        if beside:
            out += Markup('<div class="split section">{}{}</div>').format(*rendered[at : at + 2])
        else:
            out += rendered[at]
        at += 2 if beside else 1
    return out


def _section(text: str, root: Path, lang: str) -> Markup:
    title, _, body = text.partition("\n")
    blocks = _blocks(body, root, lang)
    if not blocks:  # check lines of a demo that the lecture has no number for
        return Markup()
    shell = '<section class="section"><header><h2>{}</h2></header>{}</section>'
    return Markup(shell).format(_inline(title), blocks)


def _blocks(text: str, root: Path, lang: str) -> Markup:
    """Prose and fences in order."""
    fences: dict[str, Callable[[str, str], Markup]] = {
        "formula": lambda _, body: _formula(body, lang),
        "source": lambda asked, _: _source(asked, root, lang),
        "checks": lambda topic, _: check_lines(topic.strip(), lang),
    }
    out, at = Markup(), 0
    for fence in FENCE.finditer(text):
        out += _prose(text[at : fence.start()])
        out += fences[fence[1]](fence[2], fence[3])
        at = fence.end()
    return out + _prose(text[at:])


def _prose(text: str) -> Markup:
    if not text.strip():
        return Markup()
    return Markup('<div class="prose">{}</div>').format(_markdown(text, MarkdownIt().render))


def _inline(text: str) -> Markup:
    return _markdown(text, MarkdownIt().renderInline)


def _markdown(text: str, render_markdown: Callable[[str], str]) -> Markup:
    """Markdown whose formulas are set aside, so that `_` and `*` in them stay what they are."""
    formulas: list[Markup] = []

    def aside(match: re.Match[str]) -> str:
        formulas.append(mathml(match[1] or match[2], display=bool(match[1])))
        return f"⟦{len(formulas) - 1}⟧"

    html = _live(render_markdown(MATH.sub(aside, text)))
    return Markup(re.sub(r"⟦(\d+)⟧", lambda match: str(formulas[int(match[1])]), html))


def _live(html: str) -> str:
    return LIVE.sub(rf'<bdi class="num" data-live="\1">{UNSET}</bdi>', html)


def _formula(body: str, lang: str) -> Markup:
    """The equation, and under it today's numbers."""
    latex, _, numbers = body.partition("\n---\n")
    parts = [part for part in re.split(r"\s{2,}|\n", numbers.strip()) if part]
    spans = Markup().join(
        Markup("<span>{}</span>").format(Markup(_live(_subscripts(part)).replace("bdi", "b")))
        for part in parts
    )
    name = FORMULA[lang == "fa"]
    eq = '<div class="eq" tabindex="0" role="group" aria-label="{}">{}</div>'
    live = Markup('<div class="live">{}</div>').format(spans) if parts else Markup()
    inner = Markup(eq).format(name, mathml(latex, display=True)) + live
    return Markup('<div class="formula">{}</div>').format(inner)


def _subscripts(text: str) -> str:
    """`p_y` as p with a small y."""
    return SUBSCRIPT.sub(r"\1<sub>\2</sub>", str(escape(text)))


def _source(asked: str, root: Path, lang: str) -> Markup:
    """The lines of the engine that compute it, as they stand in the file."""
    mark = re.search(r'mark="([^"]*)"', asked)
    path, name = asked.split('mark="', maxsplit=1)[0].split()
    shell = '<pre class="code" tabindex="0" role="region" aria-label="{}: {}">{}</pre>'
    lines = excerpt(root, path, name, mark[1] if mark else "")
    return Markup(shell).format(CODE[lang == "fa"], name, lines)
