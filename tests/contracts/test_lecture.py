"""The lecture's numbers beside the engine's: every row is computed, every difference explained."""

from __future__ import annotations

import json
import re

import pytest

from engine.lecture import glossary, golden, polls, rows
from engine.lecture.compute import FUNCTIONS
from engine.lecture.files import read

NUMBERS = read("numbers")
COMPUTED = {row.id: row for said in NUMBERS for demo in said["demos"] for row in rows(demo)}


@pytest.mark.parametrize("said", NUMBERS, ids=lambda said: said["id"])
def test_a_number_of_the_lecture_agrees_or_has_an_erratum(said: dict) -> None:
    row = COMPUTED[said["id"]]
    assert row.agrees == (said["verdict"] == "agrees"), (row.slide_value, row.computed)
    assert row.agrees or row.erratum


@pytest.mark.parametrize("said", NUMBERS, ids=lambda said: said["id"])
def test_a_row_says_where_it_stands_in_both_languages(said: dict) -> None:
    assert re.fullmatch(r"T[0-9]{2,3}", said["topic"])
    assert re.fullmatch(r"S[0-9]{1,3}(–[0-9]{1,3})?", said["slide"])
    assert said["origin"] in ("slide", "figure", "derived")
    for english, persian in (said["quantity"], said.get("erratum", ["a", "آ"])):
        assert english.strip() == english != ""
        assert re.search("[آ-ی]", persian)
        assert persian.strip() == persian
    assert said["tolerance"] >= 0


def test_rows_have_names_of_their_own_and_every_function_is_used() -> None:
    assert len({said["id"] for said in NUMBERS}) == len(NUMBERS)
    assert {said["by"] for said in NUMBERS} == set(FUNCTIONS)


def test_the_page_of_the_live_network_has_its_check_lines() -> None:
    found = {row.id: row for row in rows("cifar10")}
    assert found["parameters"].computed == 22466
    assert [found[f"parameters-{n}"].computed for n in (1, 2, 3, 4)] == [1216, 8020, 10020, 3210]
    assert found["multiply-adds"].computed == 3_920_000
    assert found["initial-loss"].computed == pytest.approx(2.302585093)
    assert "or so" in found["update-ratio"].erratum[0]
    assert all(row.agrees for row in found.values())


def test_a_row_travels_as_json_and_an_unknown_demo_has_none() -> None:
    sent = json.loads(json.dumps([row.to_json() for row in rows("losses")], allow_nan=False))
    told = {row["id"]: row for row in sent}
    assert told["hinge-cat"]["quantity"] == ["SVM loss of the cat image", "هزینهٔ SVM تصویر گربه"]
    assert told["hinge-cat"]["agrees"] is True
    assert rows("nobody") == ()


def test_half_spaces_and_letters_are_persian() -> None:
    texts = [
        half
        for said in NUMBERS
        for pair in (said["quantity"], said.get("erratum", []))
        for half in pair
    ]
    wrong = [t for t in texts if re.search("(?<![آ-ی])می [آ-ی]|[آ-ی] ها(?![آ-ی])", t)]
    assert wrong == []


def test_polls_have_one_right_answer_and_both_languages() -> None:
    assert len(polls()) == 61
    for poll in polls():
        assert 0 <= poll["correct"] < len(poll["options"])
        texts = [poll[name] for name in ("q_en", "q_fa", "why_en", "why_fa")]
        texts += [option[lang] for option in poll["options"] for lang in ("en", "fa")]
        assert all(texts)


def test_the_glossary_and_the_golden_walks_are_whole() -> None:
    assert len(glossary()) == 239
    assert all(term["en"] and term["fa"] for term in glossary())
    assert len(golden()) == 11
    assert all(len(walk["steps"]) == 5 for walk in golden())
