"""The backward passes as choices of a form: a text for every blank."""

from __future__ import annotations

from dataclasses import asdict, make_dataclass
from functools import partial
from typing import Any

from engine.backward import PASSES, Blank, Pass, Slope, Verdict, code, judge, read_blank, whole
from engine.backward.lines import POINTS
from engine.data import DataRefused, sets_folder
from engine.expressions import LONGEST
from engine.registry import Entry, Registry
from engine.schema import text


class Written(Entry):
    """A backward pass as somebody has filled it in; empty at first."""

    def texts(self) -> dict[str, str]:
        """What stands in every blank."""
        return {name: getattr(self, name) for name in PASSES[self.key].blanks}


WRITTEN: Registry[Written] = Registry("backward")


def _blank(key: str, blank: Blank) -> Any:
    reader, said = partial(read_blank, key, blank.target), f"{blank.target} ="
    return text("", parse=reader, longest=LONGEST, group="answers", label=(said, said))


def _register(key: str, own: Pass) -> None:
    blanks = [(name, str, _blank(key, blank)) for name, blank in own.blanks.items()]
    said = {"__doc__": f"Blanks: {', '.join(own.blanks)}.", "__module__": __name__}
    made = make_dataclass(key, blanks, bases=(Written,), namespace=said, frozen=True)
    WRITTEN.add(key, label=own.name)(made)


for _key, _own in PASSES.items():
    _register(_key, _own)


def passes() -> dict[str, Any]:
    """What the page shows of every pass: code forward, lines backward, what the names mean."""
    return {key: _shown(own) for key, own in PASSES.items()}


def _shown(own: Pass) -> dict[str, Any]:
    seen = [line for line in own.forward if line.over != POINTS]
    return {
        "forward": ["".join(code(line, own.axes)) for line in seen],
        "backward": [_line(own, line) for line in own.backward],
        "first": [list(pair) for pair in own.first.items()],
        "means": [[n, list(said)] for n, said in own.means.items() if n in own.axes],
    }


def _line(own: Pass, line: Slope) -> dict[str, Any]:
    before, inside, after = code(line, own.axes)
    shown: dict[str, Any] = {"target": line.target, "before": before, "after": after}
    if isinstance(line, Blank):
        return shown | {"given": list(line.given)}
    return shown | {"inside": inside}


def answers(written: Written) -> dict[str, Any]:
    """What the check says of every blank, and of the whole pass once all are right."""
    key, texts = written.key, written.texts()
    try:
        said = {name: judge(key, name, typed, sets_folder()) for name, typed in texts.items()}
    except DataRefused:
        return {"key": key, "said": None}
    right = sum(each.kind == "right" for each in said.values())
    done = whole(key, texts, sets_folder()) if right == len(said) else None
    return {
        "key": key,
        "said": {name: _said(key, name, each) for name, each in said.items()},
        "right": right,
        "all": len(said),
        "whole": asdict(done) | {"right": done.right} if done else None,
    }


def _said(key: str, name: str, verdict: Verdict) -> dict[str, Any]:
    """A verdict; where the line is one number of code, its place needs no index."""
    blank = PASSES[key].blanks[name]
    shown = asdict(verdict)
    shown["values"] = [list(pair) for pair in verdict.values.items()]
    shown["place"] = name if blank.axes == POINTS else f"{name}{list(verdict.where)}"
    return shown | {"numpy": blank.numpy if verdict.kind == "right" else None}
