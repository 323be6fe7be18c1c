"""Two people at one run; and a machine of the room, under its name, over plain HTTP."""

from __future__ import annotations

import pytest

from tests.browser.conftest import ROOM, Visit
from tests.browser.lab import LINEAR, until
from tests.server import Server


def test_another_person_watches(visit: Visit) -> None:
    owner, other = visit(), visit()
    mine = owner.lab(lang="en", **{**LINEAR, "speed": "20"}, **{"v.smooth": 0})
    run_id = mine.run(steps=10)
    theirs = other.lab(lang="en", run=run_id, **{"v.smooth": 0})
    theirs.gets_to(mine.step)
    assert theirs("#run-main").inner_text() == "Run my own"
    assert theirs("#run-state").inner_text() == "watching · running"
    assert theirs("#run-step").is_disabled()
    assert theirs("#run-stop").is_disabled()
    assert theirs("#run-reset").is_disabled()
    assert "watching a run of somebody else" in theirs.notice("other").inner_text()
    for command in ("pause", "stop"):
        status, said = other.call("PATCH", f"/api/runs/{run_id}", {"command": command})
        assert (status, said["error"]) == (403, "not_yours")

    mine.press("main")
    mine.reaches("paused")
    theirs.reaches("paused")
    until(lambda: theirs.step == mine.step == owner.run(run_id)["step"], "the same step")
    last = until(lambda: len(c := mine.curve("loss")) == mine.step and c, "the whole curve")
    until(lambda: theirs.curve("loss") == last, "the same curve")
    until(lambda: theirs.number("loss") == mine.number("loss"), "the same number in the tile")

    mine.press("main")
    mine.gets_to(len(last) + 5)
    theirs.gets_to(len(last) + 5)
    theirs.press("main")
    theirs.reaches("running", but=run_id)
    assert theirs("#run-main").inner_text() == "Pause"
    assert theirs.query["layers"] == "dense"
    assert mine.run_id == run_id


def test_under_a_name_of_the_room(visit: Visit, server: Server) -> None:
    person = visit(f"http://{ROOM}:{server.port}")
    lab = person.lab(lang="en", **LINEAR)
    assert lab.js("[isSecureContext, location.hostname]") == [False, ROOM]
    lab.run(steps=20)
    lab.grown("loss", 20)
    lab("#layers").scroll_into_view_if_needed()
    lab("#layer-rows li[data-layer='0']").wait_for()
    lab("#act-link").click()
    field = lab.notice("link").get_by_role("textbox")
    assert field.input_value().startswith(f"http://{ROOM}:{server.port}/demos/cifar10?run=")
    lab.press("stop")
    lab.reaches("stopped")


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_who_waits_at_the_first_place_is_told_why(visit: Visit, lang: str) -> None:
    person = visit()
    slow = {**LINEAR, "speed": "1"}
    mine = [person.start(**slow, seed=seed) for seed in (1, 2, 3)]
    lab = person.lab(lang=lang, run=mine[2], **slow, seed=3)
    words = "Your other runs take all" if lang == "en" else "اجراهای دیگر شما همهٔ جاهای"
    lab.notice("queue").get_by_text(words).wait_for()
    assert lab.notice("queue").locator("bdi.num").all_inner_texts() == ["1", "2"]
    person.call("PATCH", f"/api/runs/{mine[0]}", {"command": "pause"})
    lab.reaches("running")
    lab.notice("queue").wait_for(state="detached")
