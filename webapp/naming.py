"""A preset named in an address: its parameters take the place of its name."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from engine.schema import Refusal, parse, to_query
from webapp.demos import Demo

PRESET = "preset"


def spelled_out(entry: type[Demo], given: Mapping[str, str]) -> dict[str, str] | None:
    """`given` with the parameters of the preset it names; None if it names none there is.

    What the address says beside the preset wins.
    """
    named = entry.presets().get(given.get(PRESET, ""))
    if named is None:
        return None
    beside = {name: text for name, text in given.items() if name != PRESET}
    return to_query(parse(entry, named)) | beside


def refused(entry: type[Demo], given: Mapping[str, str], lang: str) -> dict[str, str]:
    """The sentence for a preset that `entry` does not have, by the name in the address."""
    if PRESET not in given or not entry.presets():
        return {}
    return {PRESET: Refusal("choice", given[PRESET], list(entry.presets())).sentence(lang)}


def query(values: Mapping[str, str]) -> str:
    """As in a link that can be read: `;`, `,`, `:` and `/` as they are."""
    return urlencode(values, safe=";,:/")
