"""What scripts are given and what they return, as the values of the interface."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence

from webapp.runs.frames import body
from webapp.runs.limits import queued
from webapp.runs.run import REASONS, Control, Run, Terms
from webapp.settings import Settings

Row = dict[str, str]
PLACE = 987_654_321  # stands where a script puts the place in the queue


def flat_row(
    demo: str, params: Mapping[str, str], source: str, title: str, terms: Terms
) -> list[object]:
    """The fields and values of a new run in turn."""
    row = {
        "demo": demo,
        "params": json.dumps(dict(params)),
        "source": source,
        "title": title,
        "created": repr(time.time()),
        "command": "step" if terms.steps else "run",
        "by": "owner",
        "steps": terms.steps,
        "first": int(terms.first),
        "unwatched": terms.unwatched,
    }
    return [item for pair in row.items() for item in pair]


def row_of(flat: Sequence[bytes]) -> Row:
    """Fields and values in turn as text by name."""
    texts = [item.decode() if isinstance(item, bytes) else str(item) for item in flat]
    return dict(zip(texts[::2], texts[1::2], strict=True))


def run_of(row: Row) -> Run:
    """A run's hash, with its `position` beside it."""
    return Run(
        id=row["id"],
        demo=row["demo"],
        params=json.loads(row["params"]),
        title=row["title"],
        owner=row["owner"],
        state=row["state"],
        step=int(row.get("step", 0)),
        position=int(row.get("position", 0)) or None,
        created=float(row["created"]),
        pinned=row.get("pinned") == "1",
        size=int(row.get("size", 0)),
        epoch=int(row.get("epoch", 0)),
        source=row["source"],
        first=row.get("first") == "1",
        unwatched=row.get("unwatched", "wait"),
        reason=row.get("reason", ""),
    )


def control_of(values: Sequence[bytes | None], ahead: float) -> Control:
    """The values of the `controls` script; the server's clock is `ahead` of `clock.now`."""
    id, epoch, version, command, by, steps, taken, params, looked = (
        b"" if value is None else value for value in values
    )
    return Control(
        id=id.decode(),
        epoch=int(epoch or 0),
        version=int(version or 0),
        command=command.decode(),
        by=by.decode(),
        steps=int(steps or 0),
        taken=int(taken or 0),
        params=json.loads(params),
        looked=int(looked) / 1000 - ahead if looked else 0.0,
    )


def queued_at_a_place(settings: Settings, by: str = "lab") -> str:
    """Bodies of a queued event by reason, in which a script writes the place over an @."""
    said = {why: body(queued(settings, PLACE, why, by)).decode() for why in REASONS}
    return json.dumps(said).replace(str(PLACE), "@")
