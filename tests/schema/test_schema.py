"""The parameters' own laws: one text each, nothing repaired, all bad fields at once."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.registry import Entry, Registry
from engine.schema import (
    BadParams,
    Refusal,
    TextMistake,
    change,
    choice,
    describe,
    flag,
    integer,
    many,
    matrix,
    parse,
    pick,
    points,
    real,
    seed,
    text,
    to_query,
)

PARTS: Registry[Entry] = Registry("part")
NAME = ("Name", "نام")


@PARTS.add("small", label=("Small", "کوچک"))
@dataclass(frozen=True)
class Small(Entry):
    size: int = integer(3, 1, 9, label=NAME, live=True)


@PARTS.add("large", label=("Large", "بزرگ"))
@dataclass(frozen=True)
class Large(Entry):
    ratio: float = real(0.5, 0, 1, label=NAME)
    inner: Entry = pick(PARTS, "small", label=NAME)


def no_quotes(typed: str) -> str:
    if '"' in typed:
        raise TextMistake(typed.index('"') + 1, ("no quotes here", "گیومه نباید باشد"))
    return typed


@dataclass(frozen=True)
class Everything:
    rate: float = real(1e-3, 1e-6, 1, scale="log", label=NAME, live=True, aliases=("lr",))
    count: int = integer(5, 1, 10, label=NAME)
    on: bool = flag(True, label=NAME)
    word: str = choice("one", {"one": NAME, "two": NAME}, label=NAME)
    words: str = text("", parse=no_quotes, longest=10, label=NAME)
    part: Entry = pick(PARTS, "small", settings={"size": "4"}, label=NAME)
    parts: tuple[Entry, ...] = many(PARTS, "small;large", settings={"1.ratio": "0.25"}, label=NAME)
    table: Any = matrix("1,2;3,-4", -10, 10, label=NAME)
    dots: Any = points("0,0,1;1,-1,2", -1, 1, classes=3, label=NAME)
    start: int = seed(7, label=NAME)

    def check(self) -> None:
        if self.count == 9:
            raise BadParams({"count": Refusal("integer", "9", 1, 8)})


def refusals(given_: dict[str, object]) -> dict[str, Refusal]:
    with pytest.raises(BadParams) as caught:
        parse(Everything, given_)
    return caught.value.refusals


def test_nothing_given_is_the_default_and_writes_nothing() -> None:
    assert parse(Everything, {}) == Everything()
    assert to_query(Everything()) == {}


def test_the_full_query_reads_back() -> None:
    full = to_query(Everything(), full=True)
    assert full["part.size"] == "4"
    assert full["parts.1.ratio"] == "0.25"
    assert parse(Everything, full) == Everything()


def test_defaults_of_a_list_hold_only_for_the_default_list() -> None:
    other = parse(Everything, {"parts": "large;large"})
    assert [part.ratio for part in other.parts] == [0.5, 0.5]


@dataclass(frozen=True)
class Deep:
    parts: tuple[Entry, ...] = many(
        PARTS, "large;large", settings={"1.inner": "large", "1.inner.ratio": "0.25"}, label=NAME
    )


def test_a_list_sets_defaults_two_levels_down() -> None:
    deep = Deep()
    assert (deep.parts[1].inner.key, deep.parts[1].inner.ratio) == ("large", 0.25)
    assert to_query(deep) == {}
    assert parse(Deep, to_query(deep, full=True)) == deep
    other = parse(Deep, {"parts.1.inner": "small"})
    assert other.parts[1].inner == Small()
    assert parse(Deep, to_query(other)) == other


def test_all_bad_fields_are_named_at_once() -> None:
    bad = refusals({"rate": "2", "count": "x", "on": "yes", "word": "three", "nothing": 1})
    assert set(bad) == {"rate", "count", "on", "word", "nothing"}


@pytest.mark.parametrize("typed", [" 7", "1_000", "nan", "inf", "1e999", "", "0x1", "7" * 5000])
def test_numbers_are_plain_text(typed: str) -> None:
    assert set(refusals({"rate": typed, "count": typed})) == {"rate", "count"}


def test_persian_digits_are_digits() -> None:
    read = parse(Everything, {"rate": "۰٫۵", "count": "٧"})
    assert (read.rate, read.count) == (0.5, 7)


def test_json_values_become_the_canonical_text() -> None:
    given_ = {"rate": 0.5, "on": False, "table": [[1, 2], [3, 4.5]], "parts": ["small", "small"]}
    read = parse(Everything, given_)
    assert (read.rate, read.on, read.table) == (0.5, False, ((1.0, 2.0), (3.0, 4.5)))
    assert len(read.parts) == 2


@pytest.mark.parametrize(
    ("name", "given_", "rule", "got"),
    [
        ("rate", True, "real", "true"),
        ("count", [1], "integer", "[1]"),
        ("start", False, "integer", "false"),
        ("on", [True], "flag", "[true]"),
        ("word", ["one"], "choice", '["one"]'),
        ("part", ["small"], "choice", '["small"]'),
        ("table", [[1, True], [3, 4]], "real", "true"),
    ],
)
def test_json_of_another_type_is_refused_by_the_rule(
    name: str, given_: object, rule: str, got: str
) -> None:
    why = refusals({name: given_})[name]
    assert (why.rule, why.got) == (rule, got)


@pytest.mark.parametrize("value", [None, {"a": 1}, [None], float("nan"), float("inf")])
def test_other_json_is_refused(value: object) -> None:
    assert set(refusals({"rate": value})) == {"rate"}


def test_an_unknown_name_gets_the_nearest_one() -> None:
    assert refusals({"cuont": "3"})["cuont"].low == "count"


def test_a_parameter_outside_the_chosen_option_is_unknown() -> None:
    assert refusals({"part": "large", "part.size": "3"})["part.size"].rule == "unknown"


def test_nesting_has_a_floor() -> None:
    deep = {"part" + ".inner" * n: "large" for n in range(8)}
    assert "depth" in {refusal.rule for refusal in refusals(deep).values()}


def test_an_alias_reads_and_the_name_is_written() -> None:
    assert to_query(parse(Everything, {"lr": "0.5"})) == {"rate": "0.5"}


def test_a_refused_text_says_the_column() -> None:
    assert "column 3" in refusals({"words": 'ab"'})["words"].sentence("en")
    assert "ستون 3" in refusals({"words": 'ab"'})["words"].sentence("fa")


def test_nested_refusals_carry_the_whole_name() -> None:
    assert set(refusals({"parts": "small;large", "parts.1.inner.size": "0"})) == {
        "parts.1.inner.size"
    }


def test_check_sees_the_whole() -> None:
    assert set(refusals({"count": "9"})) == {"count"}


def test_only_live_parameters_change() -> None:
    assert change(Everything(), {"rate": "0.5", "parts.0.size": "2"}).rate == 0.5
    with pytest.raises(BadParams) as caught:
        change(Everything(), {"count": "6", "rate": "7"})
    assert set(caught.value.refusals) == {"count", "rate"}


def test_an_option_that_cannot_change_says_nothing_of_its_own_parameters() -> None:
    with pytest.raises(BadParams) as caught:
        change(Everything(), {"parts": "large"})
    assert set(caught.value.refusals) == {"parts"}


@pytest.mark.parametrize(("given", "quoted"), [(None, "null"), ({"a": 1}, '{"a": 1}')])
def test_what_is_no_value_is_quoted_as_json(given: object, quoted: str) -> None:
    refusal = refusals({"rate": given})["rate"]
    for lang in ("en", "fa"):
        assert f"{quoted} " in refusal.sentence(lang) + " "


@pytest.mark.parametrize("parts", [";", "small;;small"])
def test_a_gap_is_called_by_its_name(parts: str) -> None:
    refusal = refusals({"parts": parts})["parts"]
    assert refusal.sentence("en").endswith(", got nothing")
    assert "ولی متن خالی آمده است" in refusal.sentence("fa")


def test_every_refusal_has_a_sentence_with_the_value_in_both_languages() -> None:
    everything_bad = {name: "§" for name in to_query(Everything(), full=True) if name != "words"}
    for name, refusal in refusals(everything_bad).items():
        assert refusal.got in refusal.sentence("en"), name
        assert refusal.sentence("en") != refusal.sentence("fa")


def test_the_declaration_is_json_with_both_labels() -> None:
    for said in describe(Everything):
        assert said["label"] == list(NAME)
        assert said["default"] is not None


@given(st.dictionaries(st.sampled_from(sorted(to_query(Everything(), full=True))), st.text()))
def test_whatever_is_typed_parses_or_is_refused(typed: dict[str, str]) -> None:
    read = None
    with contextlib.suppress(BadParams):
        read = parse(Everything, typed)
    if read is not None:
        assert parse(Everything, to_query(read)) == read


@given(
    st.floats(1e-6, 1), st.integers(1, 8), st.booleans(), st.lists(st.sampled_from(sorted(PARTS)))
)
def test_what_is_written_reads_back(rate: float, count: int, on: bool, keys: list[str]) -> None:
    keys = keys[:32] or ["small"]
    written = {"rate": rate, "count": count, "on": on, "parts": ";".join(keys)}
    read = parse(Everything, written)
    assert read.rate == rate
    assert parse(Everything, to_query(read)) == read


@dataclass(frozen=True)
class Tables:
    free: object = matrix("1,2;3,4", -9, 9, rows=(1, 3), columns=(1, 3), label=("free", "آزاد"))


@pytest.mark.parametrize("text", ["1", "1,2,3;4,5,6;7,8,9", "-1;2"])
def test_a_matrix_may_be_of_any_width_within_its_bounds(text: str) -> None:
    assert to_query(parse(Tables, {"free": text}), full=True) == {"free": text}


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        ("1,2,3,4", "width", "expected 1 to 3 numbers in a row, got 4"),
        ("1,2;3", "columns", "expected 2 numbers in every row, got 1"),
        ("1;2;3;4", "length", "expected 1 to 3 items, got 4"),
        ("1,2;3,x", "real", "row 2, number 2: expected a number from -9 to 9, got x"),
        ("1,nan", "real", "row 1, number 2: expected a number from -9 to 9, got nan"),
        ("1e308,1", "real", "row 1, number 1: expected a number from -9 to 9, got 1e308"),
    ],
)
def test_a_refused_matrix_says_where(text: str, rule: str, said: str) -> None:
    with pytest.raises(BadParams) as refused:
        parse(Tables, {"free": text})
    why = refused.value.refusals["free"]
    assert (why.rule, why.sentence("en")) == (rule, said)
