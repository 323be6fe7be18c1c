"""One Persian word for one thing, on every page, in every sentence."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPOKEN = sorted(
    p
    for top in ("engine", "webapp", "static/js", "templates")
    for p in (ROOT / top).rglob("*")
    if p.suffix in {".py", ".js", ".html", ".md", ".json"}
)

# what was once written beside the word that the glossary, or most pages, have
INSTEAD = {
    "آموزنده": "آموزش‌دهنده",  # a trainer
    "برنامهٔ نرخ": "زمان‌بندی نرخ",
    "برنامه‌های نرخ": "زمان‌بندی‌های نرخ",
    "ماتریس هسی ": "ماتریس هسین ",
    "هسی‌ها": "هسین‌ها",
    "هنجارسازی": "نرمال‌سازی",
    "هذلولی": "هایپربولیک",
    "مجموعهٔ آزمایش ": "مجموعهٔ آزمایشی ",
    "روش به‌روزرسانی": "قاعدهٔ به‌روزرسانی",
    "ارزیابی تابع": "محاسبهٔ تابع",
    "سرور": "کارساز",
    "فایل": "پرونده",
    "دوباره بیازمایید": "دوباره تلاش کنید",
    "تکانه μ": "تکانهٔ μ",
    "چه‌قدر": "چقدر",
    "به صورت": "به‌صورت",
    "به طور": "به‌طور",
    "این‌که": "اینکه",
}


@pytest.mark.parametrize("other", INSTEAD)
def test_one_word_for_one_thing(other: str) -> None:
    found = [p.relative_to(ROOT).as_posix() for p in SPOKEN if other in p.read_text()]
    assert found == [], f"{INSTEAD[other]} is the word"


def _headings(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line.startswith("## ")]


def test_a_heading_of_lessons_has_one_translation() -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for english in sorted((ROOT / "templates/lessons").glob("*.en.md")):
        persian = english.with_name(english.name.replace(".en.", ".fa."))
        for here, there in zip(_headings(english), _headings(persian), strict=True):
            said[here].add(there)
    assert {here: there for here, there in said.items() if len(there) > 1} == {}
