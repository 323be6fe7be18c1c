"""A page that shows a run as a reader sees it: what stands where, in numbers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from playwright.sync_api import Locator, Page

T = TypeVar("T")
PATIENCE_S = 20.0

# Softmax on raw pixels: a step takes a millisecond and the run does not end by itself.
LINEAR = {
    "layers": "dense",
    "layers.0.init": "normal",
    "layers.0.init.std": "0.003",
    "lr": "0.0003",
    "epochs": "1000",
    "speed": "100",
}
SMALL = {
    "layers": "conv;relu;maxpool;dense",
    "layers.0.filters": "8",
    "lr": "0.002",
    "epochs": "1000",
    "speed": "20",
}

# Sets the control of a name that is in force, as typing or choosing does; how many there were.
SET = """([name, text]) => {
  const found = [...document.getElementById("form").elements]
    .filter((control) => control.name === name && !control.disabled)
    .filter((control) => control.type !== "radio" || control.value === text);
  for (const control of found) {
    if (["checkbox", "radio"].includes(control.type)) control.checked = text !== "0";
    else control.value = text;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return found.length;
}"""


def until(holds: Callable[[], T], what: str, seconds: float = PATIENCE_S) -> T:
    """The first true answer of `holds`, asked again and again; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, f"expected {what} within {seconds:g} s, got {found!r}"
        time.sleep(0.02)
    return found


class Lab:
    """One tab at a live demo."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ready(self) -> Lab:
        """Wait until the scripts of the page have mounted it and know which run is shown."""
        self.page.wait_for_selector("html[data-ready]")
        self.page.wait_for_selector("#run-main[data-shows]")
        return self

    def __call__(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def js(self, expression: str, argument: Any = None) -> Any:
        """The value of an expression in the page."""
        return self.page.evaluate(expression, argument)

    @property
    def query(self) -> dict[str, str]:
        """What the address says: the state of the page."""
        return dict(parse_qsl(self.js("location.search.slice(1)"), keep_blank_values=True))

    @property
    def run_id(self) -> str:
        return self.query.get("run", "")

    @property
    def step(self) -> int:
        """The newest step of the run: the right end of the scrub bar."""
        return int(self.js("Number(document.getElementById('run-scrub').max)"))

    @property
    def state(self) -> str:
        """`idle queued running paused done stopped failed`, as the run bar shows it."""
        return str(self.js("document.getElementById('run-state').classList[1]"))

    def tile(self, name: str) -> str:
        """The text of a number tile."""
        return self(f"[data-tile={name}]").inner_text()

    def number(self, name: str) -> float:
        """The number of a tile; not a number while it has none."""
        text = self.tile(name).split()[0].replace(",", "").rstrip("%")
        return float("nan") if text == "–" else float(text)

    def press(self, name: str) -> None:
        """A button of the run bar once it can be pressed: main, step, stop, reset."""
        until(self(f"#run-{name}").is_enabled, f"the button {name}")
        self.push(f"#run-{name}")

    def push(self, selector: str) -> None:
        """Click where an element is, whatever it is just now; the page is not scrolled for it."""
        box = self(selector).bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def run(self, steps: int = 1) -> str:
        """Press Run and wait for so many steps; the id of the run."""
        before = self.run_id
        self.press("main")
        self.reaches("running", but=before)
        self.gets_to(steps)
        return self.run_id

    def reaches(self, state: str, but: str | None = None) -> None:
        """Wait for a state, of another run than `but`."""
        until(lambda: self.run_id != but and self.state == state, f"the state {state}")

    def gets_to(self, step: int, seconds: float = PATIENCE_S) -> int:
        """Wait until the run is at `step` or beyond; where it is."""
        until(lambda: self.step >= step, f"step {step}", seconds)
        return self.step

    def curve(self, chart: str, name: str = "train") -> list[tuple[float, float]]:
        """The points of a curve as drawn; the raw one where there is a smoothed one too."""
        found = self.js(
            """([chart, name]) => {
              const traces = document.querySelector(`#chart-${chart} .drawing`).data ?? [];
              const line = traces.find((trace) => trace.name === name);
              return line ? Array.from(line.x, (x, i) => [x, line.y[i]]) : [];
            }""",
            [chart, name],
        )
        return [(x, y) for x, y in found]

    def grown(self, chart: str, steps: int) -> list[tuple[float, float]]:
        """The curve of this run once it has so many steps, every one from the first.

        Until it is drawn anew the chart still shows the run before, such as the trained one.
        """
        first = list(range(1, steps + 1))

        def drawn() -> list[tuple[float, float]]:
            points = self.curve(chart)
            return points if [step for step, _ in points[:steps]] == first else []

        return until(drawn, f"{steps} steps on the curve")

    def type_into(self, name: str, text: str) -> None:
        """A value typed into the control of a parameter, and finished with Enter."""
        control = self(f"[id='f-{name}']:not([disabled])")
        control.fill(text)
        control.press("Enter")

    def notice(self, key: str) -> Locator:
        """A notice of this key, in the page or at its corner."""
        return self(f"[data-notice='{key}']")

    def picture(self, selector: str) -> str:
        """The pixels of a canvas, as text to compare; empty while they are all alike."""
        return str(
            self.js(
                """(selector) => {
                  const canvas = document.querySelector(selector);
                  if (!canvas?.width || !canvas.height) return "";
                  const { data } = canvas.getContext("2d")
                    .getImageData(0, 0, canvas.width, canvas.height);
                  const pixels = new Uint32Array(data.buffer);
                  return pixels.every((p) => p === pixels[0]) ? "" : canvas.toDataURL();
                }""",
                selector,
            )
        )
