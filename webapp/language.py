"""Which language a reader gets, and how a sentence holds numbers in both directions."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from engine.registry import Text

LANGUAGES = ("en", "fa")
COOKIE = "lang"
YEAR_S = 365 * 24 * 3600
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
NAMES = {"en": "English", "fa": "فارسی"}
# A number with its sign, exponent or size: one left-to-right island. In Persian a run of Latin
# words or of a formula's Greek letters, with factors, numbers and exponents, is an island too.
DIGITS = r"(?<![A-Za-z0-9.-])[-−+]?[0-9](?:[0-9.,×:/eE+−-]*[0-9])?%?(?!/?[A-Za-zΑ-ω0-9])"
PAIR = r"\([-−]?[0-9.]+(?:, [-−]?[0-9.]+)+\)"  # (10000, 1)
NUMBER = f"(?P<number>{PAIR}|{DIGITS})"
CALL = r"[A-Za-z]\([A-Za-z0-9, +]*\)(?: =)?"  # f(x, y) =
ENDS = "A-Za-zΑ-ω0-9¹²³⁰-₎"
LATIN = f"(?P<latin>{CALL}|(?:[½0-9]+/?)?[A-Za-zΑ-ω](?:[{ENDS}_./+ =-]*[{ENDS}])?)"
ISLANDS = {"en": re.compile(NUMBER), "fa": re.compile(f"{NUMBER}|{LATIN}")}


def choose(asked: str | None, remembered: str | None, accept: str | None) -> str:
    """`?lang` first, then the cookie, then the best of Accept-Language; English when none fits."""
    for given in (asked, remembered):
        if given in LANGUAGES:
            return str(given)
    return _best(accept or "")


def _best(accept: str) -> str:
    """The language with the highest quality in an Accept-Language header."""
    found: dict[str, float] = {}
    for part in accept.lower().split(","):
        tag, _, quality = part.strip().partition(";q=")
        lang = tag.split("-")[0]
        if lang in LANGUAGES and lang not in found:
            found[lang] = _quality(quality)
    return max(found, key=lambda lang: found[lang]) if any(found.values()) else "en"


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def pick(pair: Text | list[str] | str, lang: str) -> str:
    """The half of an (English, Persian) pair; a plain string is the same in both."""
    return pair if isinstance(pair, str) else pair[lang == "fa"]


def direction(lang: str) -> str:
    """`rtl` for Persian."""
    return "rtl" if lang == "fa" else "ltr"


def isolate(sentence: str, lang: str = "en") -> Markup:
    """HTML of a sentence whose ASCII numbers (in Persian, Latin words too) are islands."""
    out, at = Markup(), 0
    for match in ISLANDS[lang].finditer(sentence):
        out += escape(sentence[at : match.start()])
        kind = Markup('<bdi class="num">{}</bdi>' if match["number"] else '<bdi lang="en">{}</bdi>')
        out += kind.format(match[0])
        at = match.end()
    return out + escape(sentence[at:])


def persian_digits(text: object, lang: str) -> str:
    """A number of the author's prose: Persian digits in Persian, ASCII in English."""
    return str(text).translate(PERSIAN_DIGITS) if lang == "fa" else str(text)
