"""Which language, and numbers inside sentences."""

from __future__ import annotations

import pytest

from webapp.language import choose, isolate, persian_digits, pick


@pytest.mark.parametrize(
    ("asked", "kept", "accept", "chosen"),
    [
        ("fa", "en", "en", "fa"),
        (None, "fa", "en", "fa"),
        ("xx", None, "fa-IR,en;q=0.5", "fa"),
        (None, "junk", "de,en;q=0.3,fa;q=0.9", "fa"),
        (None, None, "de", "en"),
        (None, None, "fa;q=0", "en"),
        (None, None, "fa;q=much", "en"),
        (None, None, None, "en"),
    ],
)
def test_the_reader_chooses_first(asked, kept, accept, chosen) -> None:
    assert choose(asked, kept, accept) == chosen


@pytest.mark.parametrize(
    ("sentence", "html"),
    [
        ("از 0.1 تا -3", 'از <bdi class="num">0.1</bdi> تا <bdi class="num">-3</bdi>'),
        ("حدود 12%.", 'حدود <bdi class="num">12%</bdi>.'),
        ("شبکهٔ CIFAR-10 است", 'شبکهٔ <bdi lang="en">CIFAR-10</bdi> است'),
        ("با α = 0.01 به", 'با <bdi lang="en">α = 0.01</bdi> به'),
        ("این W خوب", 'این <bdi lang="en">W</bdi> خوب'),
        ("شیب λw است نه 2λw", 'شیب <bdi lang="en">λw</bdi> است نه <bdi lang="en">2λw</bdi>'),
        ("هزینه ½λΣw² را", 'هزینه <bdi lang="en">½λΣw²</bdi> را'),
        ("کوتاه‌تر از 2/c است", 'کوتاه‌تر از <bdi lang="en">2/c</bdi> است'),
        ("تابع f(x, y) = است", 'تابع <bdi lang="en">f(x, y) =</bdi> است'),
        ("به شکل (10000, 1) است", 'به شکل <bdi class="num">(10000, 1)</bdi> است'),
        ("آدام: 2n", 'آدام: <bdi lang="en">2n</bdi>'),
        ("الف < ب", "الف &lt; ب"),
    ],
)
def test_numbers_and_latin_are_islands_in_persian(sentence: str, html: str) -> None:
    assert str(isolate(sentence, "fa")) == html


def test_english_keeps_its_words_plain() -> None:
    said = str(isolate("got 77 of CIFAR-10 <b>", "en"))
    assert said == 'got <bdi class="num">77</bdi> of CIFAR-10 &lt;b&gt;'


def test_pairs_and_digits() -> None:
    assert pick(("one", "یک"), "fa") == "یک"
    assert pick("both", "fa") == "both"
    assert persian_digits(10, "fa") == "۱۰"
    assert persian_digits(10, "en") == "10"
