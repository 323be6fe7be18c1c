"""What becomes of a run while nobody watches: its owner's choice, by keyboard, on a phone."""

from __future__ import annotations

from tests.browser.conftest import Visit
from tests.browser.lab import LINEAR, until

CHOICE = "#run-unwatched"


def test_the_owner_chooses_and_a_watcher_does_not(visit: Visit) -> None:
    owner, other = visit(viewport={"width": 390, "height": 844}), visit()
    lab = owner.lab(lang="fa", **LINEAR)
    assert lab(CHOICE).input_value() == "wait"
    run_id = lab.run(steps=5)
    lab(CHOICE).focus()
    lab.page.keyboard.press("End")
    until(lambda: owner.run(run_id)["unwatched"] == "stop", "the choice")
    lab.page.reload()
    lab.ready()
    until(lambda: lab(CHOICE).input_value() == "stop", "the choice of the run")

    theirs = other.lab(lang="en", run=run_id)
    assert theirs(CHOICE).input_value() == "wait"
    theirs(CHOICE).select_option("train")
    assert theirs(CHOICE).input_value() == "train"
    own = theirs.run(steps=1)
    assert (other.run(own)["unwatched"], owner.run(run_id)["unwatched"]) == ("train", "stop")
