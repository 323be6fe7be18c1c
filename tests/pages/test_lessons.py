"""Lessons: the same in both languages, formulas as MathML, code as it stands in its file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.lecture import rows
from webapp.checklines import check_lines
from webapp.excerpts import excerpt
from webapp.lessons import FENCE, HEADING, MATH, mathml, render
from webapp.rendering import ROOT, TEMPLATES

LESSONS = sorted(p.name.split(".")[0] for p in (TEMPLATES / "lessons").glob("*.en.md"))
PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_.]*\}")


def shape(path: Path) -> dict[str, object]:
    """What must be the same in both languages."""
    text = path.read_text(encoding="utf-8")
    return {
        "headings": len(HEADING.findall(text)),
        "fences": [(kind, asked) for kind, asked, _ in FENCE.findall(text)],
        "formulas": sorted(a or b for a, b in MATH.findall(text)),
        "live": sorted(PLACEHOLDER.findall(text)),
        "links": re.findall(r"\]\(([^)]*)\)", text),
    }


@pytest.mark.parametrize("key", LESSONS)
def test_both_languages_have_the_same_lesson(key: str) -> None:
    english, persian = (TEMPLATES / "lessons" / f"{key}.{lang}.md" for lang in ("en", "fa"))
    assert shape(english) == shape(persian)


@pytest.mark.parametrize("key", LESSONS)
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_lesson_renders(key: str, lang: str) -> None:
    text = (TEMPLATES / "lessons" / f"{key}.{lang}.md").read_text(encoding="utf-8")
    html = str(render(text, ROOT, lang))
    assert "⟦" not in html
    assert html.count("<math") == len(MATH.findall(text)) + html.count('class="eq"')


def test_prose_keeps_formulas_and_live_numbers_apart() -> None:
    html = str(render("Of $x_1 * x_2 * x_3$ it is {loss}.\n\n## Next\n\nmore", ROOT, "en"))
    assert "<em>" not in html
    assert '<bdi class="num" data-live="loss">–</bdi>' in html
    assert "<h2>Next</h2>" in html


def test_a_formula_holds_live_numbers() -> None:
    assert '<mn data-live="loss">–</mn>' in mathml(r"L = \live{loss}", display=True)


def test_a_formula_stands_beside_its_source() -> None:
    text = (
        "## One\n\n```formula\nL = 1\n---\np_y = {p}\n```\n\n"
        '## Two\n\n```source webapp/language.py pick mark="return"\n```\n\n'
        "## Three\n\n```checks nothing\n```\n"
    )
    html = str(render(text, ROOT, "en"))
    assert html.startswith('<div class="split section">')
    assert 'p<sub>y</sub> = <b class="num" data-live="p">–</b>' in html
    assert "Three" not in html


def test_an_excerpt_is_the_code_itself() -> None:
    html = str(excerpt(ROOT, "webapp/language.py", "pick", "return"))
    assert html.startswith("<i># webapp/language.py</i>\n<b>def</b> pick(")
    assert "<mark>    <b>return</b> pair" in html
    assert '"""' not in html
    with pytest.raises(LookupError):
        excerpt(ROOT, "webapp/language.py", "nobody")


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_check_lines_say_both_numbers(lang: str) -> None:
    html = str(check_lines("scores", lang))
    assert html.count("<li>") >= 3
    ship = next(line for line in html.split("<li>") if ">60.75<" in line)
    assert '<bdi class="num">61.95</bdi>' in ship
    assert ship.index("61.95") < ship.index("60.75") < ship.index("−1.2")
    assert check_lines("nothing", lang) == ""


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_many_lines_that_agree_are_folded_and_none_is_lost(lang: str) -> None:
    open_part, _, folded = str(check_lines("losses", lang)).partition("<details")
    said = rows("losses")
    agreeing = sum(row.agrees for row in said)
    assert open_part.count("<li>") == len(said) - agreeing > 0
    assert 'class="mark agree"' not in open_part
    assert folded.count("<li>") == agreeing
    assert f'<summary><bdi class="num">{agreeing}</bdi>' in folded
    assert "<details" not in str(check_lines("cifar10", lang))
