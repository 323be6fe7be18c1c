"""What a PATCH of a run asks for, checked as a whole before anything happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.registry import Text
from engine.schema import BadParams, Refusal, change, parse, to_query
from webapp.api import asking
from webapp.api.demos import demo_class
from webapp.errors import bad_params
from webapp.runs.interface import COMMANDS, UNWATCHED, USUAL, Run

ASKED = {
    "command": str,
    "steps": int,
    "params": dict,
    "title": str,
    "pinned": bool,
    "unwatched": str,
}
MOST_STEPS = 100_000
LONGEST_TITLE = 80
NOTHING: Text = ("expected at least one of {low}", "دست‌کم یکی از {low} لازم است")
WITH_STEP: Text = (
    "expected steps only together with the command step",
    "شمار گام‌ها تنها همراه فرمان step می‌آید",
)
ONE_LINE: Text = (
    "expected one line of at most {high} characters, got {got}",
    "یک سطر با حداکثر {high} نویسه پذیرفته است، ولی {got} آمده است",
)


@dataclass(frozen=True)
class Patch:
    """Everything asked for, in the order in which it is done; what is absent stays as it is."""

    params: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    pinned: bool | None = None
    unwatched: str = ""
    command: str = ""
    steps: int = 0


def read_patch(run: Run) -> Patch:
    """The patch in the body of this request; raises Problem naming every bad field."""
    given = asking.body(ASKED)
    if not given:
        raise bad_params({"body": Refusal("nothing", "{}", sorted(ASKED), text=NOTHING)})
    if "pinned" in given:
        asking.require_presenter()
    refusals = _refuse_command(given) | title_refusals(given.get("title", ""))
    refusals |= unwatched_refusals(given)
    params, refused = _changed(run, given.get("params", {}))
    if refusals or refused:
        raise bad_params({**refused, **refusals})
    command = given.get("command", "")
    steps = given.get("steps", 1) if command == "step" else 0
    kept = given.get("title"), given.get("pinned"), given.get("unwatched", "")
    return Patch(params, *kept, command, steps)


def check_title(title: str) -> str:
    """The title; raises Problem for a long one or one with line breaks."""
    refusals = title_refusals(title)
    if refusals:
        raise bad_params(refusals)
    return title


def title_refusals(title: str) -> dict[str, Refusal]:
    """Why a title is refused, if it is."""
    if len(title) <= LONGEST_TITLE and (title.isprintable() or not title):
        return {}
    return {"title": Refusal("title", title, high=LONGEST_TITLE, text=ONE_LINE)}


def check_unwatched(given: Mapping[str, Any]) -> str:
    """What becomes of the run while nobody watches; raises Problem for what nobody knows."""
    refusals = unwatched_refusals(given)
    if refusals:
        raise bad_params(refusals)
    return str(given.get("unwatched", USUAL.unwatched))


def unwatched_refusals(given: Mapping[str, Any]) -> dict[str, Refusal]:
    """Why the choice is refused, if it is."""
    if given.get("unwatched", USUAL.unwatched) in UNWATCHED:
        return {}
    return {"unwatched": Refusal("choice", given["unwatched"], list(UNWATCHED))}


def _refuse_command(given: Mapping[str, Any]) -> dict[str, Refusal]:
    refusals = {}
    if "command" in given and given["command"] not in COMMANDS:
        refusals["command"] = Refusal("choice", given["command"], list(COMMANDS))
    if "steps" in given and given.get("command") != "step":
        refusals["steps"] = Refusal("steps", str(given["steps"]), text=WITH_STEP)
    elif "steps" in given and not 1 <= given["steps"] <= MOST_STEPS:
        refusals["steps"] = Refusal("integer", str(given["steps"]), 1, MOST_STEPS)
    return refusals


def _changed(run: Run, given: dict[str, object]) -> tuple[dict[str, str], dict[str, Refusal]]:
    """Canonical texts of the live parameters that change, or why they may not."""
    if not given:
        return {}, {}
    try:
        before = parse(demo_class(run.demo), run.params)
        after = to_query(change(before, given), full=True)
    except BadParams as bad:
        return {}, bad.refusals
    old = to_query(before, full=True)
    return {name: text for name, text in after.items() if old.get(name) != text}, {}
