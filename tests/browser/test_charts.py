"""The curves: what is drawn, how it is looked at, what can be taken home."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Route

from tests.browser.conftest import Visit
from tests.browser.lab import LINEAR, Lab, until

DRAWING = "#chart-{} .drawing"
LONG = 10_000


def figure(lab: Lab, chart: str) -> dict[str, Any]:
    """What Plotly says of a chart: the kind of each trace, the axes, how often it was drawn."""
    found = lab.js(
        """(selector) => {
          const node = document.querySelector(selector);
          const { _fullData: data, _fullLayout: { xaxis, yaxis } } = node;
          return {
            traces: data.map(({ type, name, opacity }) => [type, name, opacity]),
            x: { type: xaxis.type, range: xaxis.range }, y: { type: yaxis.type },
            points: data.map(({ x }) => x.length), drawn: Number(node.dataset.drawn),
          };
        }""",
        DRAWING.format(chart),
    )
    return dict(found)


def chip(lab: Lab, chart: str, name: str) -> None:
    lab(f"#chart-{chart} [data-chip={name}]").click()


def test_what_is_drawn_and_how(visit: Visit, finished: str) -> None:
    lab = visit().lab(lang="en", run=finished)
    until(lambda: len(lab.curve("accuracy", "test")) == 1, "the test accuracy")
    loss, accuracy = figure(lab, "loss"), figure(lab, "accuracy")
    assert {kind for kind, _, _ in loss["traces"] + accuracy["traces"]} == {"scatter"}
    assert [name for _, name, _ in loss["traces"]] == ["train", "train", "validation"]
    assert [name for _, name, _ in accuracy["traces"]] == ["train", "train", "validation", "test"]
    assert loss["traces"][0][2] < loss["traces"][1][2] == 1  # the raw curve is faint
    # The first judgement is of the weights before step 1, which know nothing of ten classes.
    step, untrained = lab.curve("loss", "validation")[0]
    assert (step, round(untrained, 1)) == (0, 2.3)

    chip(lab, "loss", "smooth")
    until(lambda: len(figure(lab, "loss")["traces"]) == 2, "the raw curve alone")
    assert lab.query["v.smooth"] == "0"
    for name, axis in (("log_y", "y"), ("log_x", "x")):
        assert figure(lab, "loss")[axis]["type"] == "linear"
        chip(lab, "loss", name)
        until(lambda at=axis: figure(lab, "loss")[at]["type"] == "log", f"a log {axis} axis")
        assert lab.query[f"v.{name}"] == "1"
    until(lambda: figure(lab, "accuracy")["x"]["type"] == "log", "the same steps in both charts")
    assert figure(lab, "accuracy")["y"]["type"] == "linear"


def test_zoom_survives_updates(visit: Visit) -> None:
    lab = visit().lab(lang="en", **LINEAR)
    lab.run(steps=60)
    lab.grown("loss", 50)
    box = lab("#chart-loss .drawing").bounding_box()
    assert box is not None
    x, y, wide, high = box["x"], box["y"], box["width"], box["height"]
    mouse = lab.page.mouse
    mouse.move(x + 0.3 * wide, y + 0.3 * high)
    mouse.down()
    mouse.move(x + 0.4 * wide, y + 0.5 * high, steps=4)
    lab.gets_to(lab.step + 60)  # the run goes on under a slow hand
    mouse.move(x + 0.5 * wide, y + 0.7 * high, steps=4)
    mouse.up()
    until(lambda: lab(DRAWING.format("loss")).get_attribute("data-zoomed"), "a zoom")
    before = figure(lab, "loss")
    low, high_x = before["x"]["range"]
    assert 0 < low < high_x < lab.step
    until(lambda: figure(lab, "loss")["drawn"] > before["drawn"] + 3, "more drawings")
    assert figure(lab, "loss")["x"]["range"] == [low, high_x]
    chip(lab, "loss", "unzoom")
    until(lambda: figure(lab, "loss")["x"]["range"][1] > lab.step * 0.8, "the whole run")


def test_files(visit: Visit, finished: str) -> None:
    lab = visit().lab(lang="en", run=finished)
    until(lambda: len(lab.curve("accuracy", "test")) == 1, "the test accuracy")
    with lab.page.expect_download() as table:
        chip(lab, "accuracy", "csv")
    assert table.value.suggested_filename == "cifar10-accuracy.csv"
    rows = list(csv.DictReader(io.StringIO(Path(table.value.path()).read_text(encoding="utf-8"))))
    assert list(rows[0]) == ["step", "accuracy", "val.accuracy", "test.accuracy"]
    assert [int(row["step"]) for row in rows if row["accuracy"]] == list(range(1, lab.step + 1))
    assert all(0 <= float(row["accuracy"]) <= 1 for row in rows if row["accuracy"])
    with lab.page.expect_download() as drawing:
        chip(lab, "loss", "png")
    assert drawing.value.suggested_filename == "cifar10-loss.png"
    png = Path(drawing.value.path()).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 4000


def synthetic(run_id: str) -> str:
    """A log of ten thousand steps, as the server would stream it."""
    on = f"run.{run_id}"
    start = {"on": on, "run": run_id, "demo": "cifar10", "params": {}, "step": 0, "epoch": 1}
    said = [("start", {**start, "device": "test"})]
    for first in range(1, LONG, 500):
        steps = list(range(first, first + 500))
        rows = {"step": steps, "loss": [2 + (s * 7919 % 1000) / 1000 for s in steps]}
        rows["accuracy"] = [(s * 7919 % 1000) / 1000 for s in steps]
        values = {"loss": rows["loss"][-1], "accuracy": rows["accuracy"][-1]}
        metrics = {"on": on, "step": steps[-1], "values": values, "rows": rows}
        said.append(("metrics", {**metrics, "time": 0, "clock": 0}))
    return "".join(
        f"id: {on}@{at}\nevent: {name}\ndata: {json.dumps(data)}\n\n"
        for at, (name, data) in enumerate(said, 1)
    )


def test_ten_thousand_steps_are_drawn_thin(visit: Visit, finished: str) -> None:
    person = visit()
    # With tabs the stream is the page's own, so that its answer can be made here.
    person.context.add_init_script("delete window.SharedWorker;")
    body = {"text": synthetic(finished)}

    def answer(route: Route) -> None:
        text = body.pop("text", "")
        status = 200 if text else 204
        route.fulfill(status=status, content_type="text/event-stream", body=text)

    person.context.route("**/api/events?*", answer)
    lab = person.lab(lang="en", run=finished)
    until(lambda: lab.step == LONG, "ten thousand steps")
    until(lambda: (c := lab.curve("loss")) and c[-1][0] == LONG, "the whole curve")
    drawn = figure(lab, "loss")
    assert max(drawn["points"]) <= 2 * 1000 + 2
    heights = [y for _, y in lab.curve("loss")]
    assert (min(heights), max(heights)) == (2.0, 2.999)  # thin, but no peak is lost
    took = lab.js(
        """async () => {
          const frame = () => new Promise(requestAnimationFrame);
          await frame();
          const began = performance.now();
          document.querySelector("#chart-loss [data-chip=smooth]").click();
          await frame();
          await frame();
          return performance.now() - began;
        }"""
    )
    assert took < 400
