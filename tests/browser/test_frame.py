"""The main path: run, watch, pause, step, change, stop, start again; in both languages."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from tests.browser.conftest import Visit
from tests.browser.lab import LINEAR, Lab, until
from tests.browser.persian import latin_words, persian_digits_in_tiles

RAW = {"v.smooth": 0}


def mean(points: list[tuple[float, float]]) -> float:
    return sum(y for _, y in points) / len(points)


def test_run_pause_step_and_go_on(visit: Visit) -> None:
    lab = visit().lab(lang="en", **LINEAR, **RAW)
    assert lab("#run-main").inner_text() == "Run"
    lab.run(steps=150)
    loss, accuracy = lab.grown("loss", 140), lab.grown("accuracy", 140)
    assert mean(loss[-20:]) < mean(loss[:20]) - 0.05
    assert mean(accuracy[-20:]) > mean(accuracy[:20]) + 0.05
    until(lambda: 150 < lab.number("step") <= lab.step, "the step in its tile")
    assert 1.5 < lab.number("loss") < 2.25

    lab.press("main")
    lab.reaches("paused")
    still = until(lambda: settled(lab), "a step that stands still")
    lab.press("step")
    until(lambda: lab.step == still + 1, "exactly one step")
    lab("#run-count").fill("7")
    lab.press("step")
    until(lambda: lab.step == still + 8, "exactly seven steps")
    assert lab.state == "paused"
    lab.press("main")
    lab.gets_to(still + 20)
    steps = [step for step, _ in lab.curve("loss")]
    assert steps == list(range(1, len(steps) + 1))


def settled(lab: Lab) -> int:
    """The step of the page once it is the one of the server, which is paused."""
    step = lab.step
    known = lab.js("(id) => fetch(`/api/runs/${id}`).then((r) => r.json())", lab.run_id)
    return step if known["state"] == "paused" and known["step"] == step == lab.step else 0


def test_what_is_changed_while_it_runs(visit: Visit) -> None:
    person = visit()
    lab = person.lab(lang="en", **LINEAR, **RAW)
    run_id = lab.run(steps=20)
    lab.type_into("lr", "0.002")
    said = lab.notice("changed.lr")
    said.wait_for()
    assert "Learning rate 0.0003 → 0.002" in " ".join(said.inner_text().split())
    assert lab("#run-marks .mark").count() == 1
    at = until(lambda: marks(lab), "a mark on the curve")
    assert len(at) == 1
    assert 20 <= at[0] <= lab.step
    until(lambda: person.run(run_id)["params"]["lr"] == "0.002", "the run to know")
    assert lab.query["lr"] == "0.002"

    lab("#f-speed").select_option("5")
    until(lambda: person.run(run_id)["params"]["speed"] == "5", "the run to know")
    reached = int(person.run(run_id)["step"])
    times = person.times(run_id, reached, 20)  # the first are still on their way from before
    pauses = [later - sooner for sooner, later in pairwise(times[-9:])]
    assert 0.15 < median(pauses) < 0.5, f"expected about 0.2 s from step to step, got {pauses}"
    lab.gets_to(reached + 20)


def marks(lab: Lab) -> list[float]:
    """Where the curve of the loss has upright marks."""
    return list(
        lab.js(
            """() => (document.querySelector("#chart-loss .drawing").layout?.shapes ?? [])
              .filter((shape) => shape.type === "line" && shape.x0 === shape.x1)
              .map((shape) => shape.x0)"""
        )
    )


def test_stop_and_start_again(visit: Visit) -> None:
    person = visit()
    lab = person.lab(lang="en", **LINEAR, **RAW)
    first = lab.run(steps=3)
    losses = person.losses(first, most=3)
    until(lambda: lab.curve("loss")[:3] == losses, "the same numbers on the page")
    lab.press("stop")
    lab.reaches("stopped")
    assert lab("#run-stop").is_disabled()

    lab.press("reset")
    lab.reaches("running", but=first)
    lab.gets_to(3)
    second = lab.run_id
    assert person.losses(second, most=3) == losses
    until(lambda: lab.curve("loss")[:3] == losses, "the same start on the page")

    lab("[data-new-seed='f-seed']").click()
    seed = lab.query["seed"]
    assert seed != "1"
    lab.notice("later").get_by_role("button").click()
    lab.reaches("running", but=second)
    lab.gets_to(3)
    assert person.run(lab.run_id)["params"]["seed"] == seed
    other = person.losses(lab.run_id, most=1)
    assert other != losses[:1]
    until(lambda: lab.curve("loss")[:1] == other, "another start on the page")


def test_the_main_path_in_persian(visit: Visit) -> None:
    lab = visit().lab(lang="fa", **LINEAR, **RAW)
    assert lab.js("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "fa"]
    assert lab("#run-main").inner_text() == "اجرا"
    lab.run(steps=30)
    until(lambda: lab.number("loss") > 0, "a number in the tiles")
    assert persian_digits_in_tiles(lab) == []
    lab.type_into("lr", "۰٫۰۰۲")  # digits of either script are read
    lab.notice("changed.lr").wait_for()
    assert lab.query["lr"] == "0.002"
    lab("#layers").scroll_into_view_if_needed()
    lab("#layer-rows li[data-layer='0']").wait_for()
    lab("#nine li").first.wait_for()
    assert latin_words(lab.page) == []
    lab.press("main")
    lab.reaches("paused")
    assert lab("#run-state").inner_text() == "درنگ"
    assert latin_words(lab.page) == []
