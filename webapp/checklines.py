"""Check lines: what the lecture says beside what the engine computes now."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from engine.lecture import Row, rows
from engine.registry import Text
from webapp.language import isolate, persian_digits, pick

AGREE: Text = ("agrees", "سازگار")
DIFFER: Text = ("differs", "ناسازگار")
PRINTED: Text = ("Slide {slide}", "اسلاید {slide}")
DERIVED: Text = ("From slide {slide}", "برآمده از اسلاید {slide}")
ENGINE: Text = ("the engine computes", "محاسبهٔ موتور:")
ALL_AGREE: Text = ("{count} numbers of the lecture agree", "{count} عدد درس سازگار است")
UNFOLDED = 12  # so many rows that agree are read at a glance
FOLDED = '<details class="checks-more"><summary>{words}</summary>{lines}</details>'
CHECK = (
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">'
    '<path d="m5 12.5 4.5 4.5L19 7.5"/></svg>'
)
INFO = (
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">'
    '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5m0-9v.1"/></svg>'
)
LINE = (
    '<li><span class="mark {tone}">{icon}</span><span>{where}{comma} {quantity}: '
    '<bdi class="num">{said}</bdi>{mark} {engine} <bdi class="num">{ours}</bdi>{why}</span>'
    '<span class="verdict {tone}">{verdict}</span></li>'
)


def check_lines(demo: str, lang: str) -> Markup:
    """One row a number of the lecture; nothing for a demo it has no number for.

    Where many agree, what the lecture says otherwise comes first and the rest is folded away.
    """
    said = rows(demo)
    if sum(row.agrees for row in said) <= UNFOLDED:
        return _list(said, lang)
    same = [row for row in said if row.agrees]
    words = pick(ALL_AGREE, lang).format(count=f'<bdi class="num">{len(same)}</bdi>')
    folded = Markup(FOLDED).format(words=Markup(words), lines=_list(same, lang))
    return _list([row for row in said if not row.agrees], lang) + folded


def _list(said: Sequence[Row], lang: str) -> Markup:
    lines = Markup().join(_line(row, lang) for row in said)
    return Markup('<ul class="checks">{}</ul>').format(lines) if lines else Markup()


def _line(row: Row, lang: str) -> Markup:
    pair = DERIVED if row.origin == "derived" else PRINTED
    slide = persian_digits(row.slide.removeprefix("S"), lang)
    digits = _digits(row.slide_value)
    why = isolate(". " + pick(row.erratum, lang), lang) if row.erratum else Markup()
    return Markup(LINE).format(
        tone="agree" if row.agrees else "differs",
        icon=Markup(CHECK if row.agrees else INFO),
        where=escape(pick(pair, lang).format(slide=slide)),
        comma="،" if lang == "fa" else ",",
        quantity=isolate(pick(row.quantity, lang), lang),
        said=_shown(row.slide_value, digits),
        mark="؛" if lang == "fa" else ";",
        engine=pick(ENGINE, lang),
        ours=_shown(row.computed, digits),
        why=why,
        verdict=pick(AGREE if row.agrees else DIFFER, lang),
    )


def _shown(value: float, digits: int) -> str:
    """A number with `digits` significant digits at most; whole ones with their thousands parted."""
    if float(value).is_integer() and abs(value) < 1e12:
        return f"{int(value):,}"
    return f"{value:.{digits}g}"


def _digits(value: float) -> int:
    """Significant digits of the lecture's number, four at least."""
    mantissa = repr(float(value)).split("e", maxsplit=1)[0].removesuffix(".0")
    return max(4, len(mantissa.replace(".", "").lstrip("-0")))
