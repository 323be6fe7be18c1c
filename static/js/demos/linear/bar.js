/** The walk under one slider: run, one update more or back, the same start, the whole history. */

import { byId, h, setIcon } from "../../core/dom.js";
import { fill, text } from "../../core/i18n.js";
import { fillChoices, keepArrows } from "../../core/choices.js";
import { WORDS } from "./words.js";

const LONGEST_MS = 100; // of one frame: a page that slept goes on where it was

export function mountBar(lab) {
  const { form } = lab;
  const most = lab.page.params.find(({ name }) => name === "steps").high;
  const slider = byId("walk-scrub");
  const steps = () => Number(form.get("steps"));
  const shown = () => steps() - Number(form.get("back"));
  let run = null;

  /** Look at a step; beyond the last one the walk grows. */
  function look(step, final = true) {
    const at = Math.min(most, Math.max(0, step));
    const last = Math.max(steps(), at);
    form.set({ steps: last, back: last - at }, { final });
  }

  function stop() {
    if (!run) return;
    run = null;
    look(shown());
  }

  function play() {
    if (run) return stop();
    if (shown() >= most) look(0, false);
    run = { before: performance.now(), at: shown(), wrote: shown() };
    requestAnimationFrame(tick);
    return draw(lab.frames);
  }

  function tick(now) {
    if (!run) return;
    if (shown() !== run.wrote) { // somebody scrubs, undoes or starts anew
      run = null;
      draw(lab.frames);
      return;
    }
    run.at += (Math.min(LONGEST_MS, Math.max(0, now - run.before)) / 1000) * Number(lab.view.get("speed"));
    run.before = now;
    const step = Math.min(most, Math.floor(run.at));
    if (step !== run.wrote) {
      run.wrote = step;
      look(step, false);
    }
    if (step >= most) stop();
    else requestAnimationFrame(tick);
  }

  const leap = (by) => () => {
    run = null;
    look(shown() + by);
  };
  const acts = {
    play,
    later: leap(1),
    earlier: leap(-1),
    reset() {
      run = null;
      form.set({ steps: 0, back: 0 });
    },
  };
  const KEYS = { " ": "play", ".": "later", ",": "earlier", 0: "reset", ArrowRight: "later", ArrowLeft: "earlier" };
  for (const [name, act] of Object.entries(acts)) byId(`walk-${name}`).addEventListener("click", act);
  lab.keys(Object.entries(KEYS).map(([keys, name]) => ({ keys, label: WORDS.keys[name], run: acts[name] })));
  fillChoices(lab, document.querySelector("#walk [data-choices=speed]")); // the bar stands outside of main
  keepArrows(slider);
  slider.addEventListener("input", () => {
    run = null;
    look(Number(slider.value), false);
  });
  slider.addEventListener("change", () => look(Number(slider.value)));

  function draw({ data }) {
    const button = byId("walk-play");
    const doing = run ? "pause" : "play";
    if (button.dataset.shows !== doing) {
      setIcon(button, doing);
      button.querySelector("span").textContent = text(run ? WORDS.pause : WORDS.run);
    }
    button.dataset.shows = doing;
    if (!data) return;
    const { step, last } = data;
    Object.assign(slider, { max: String(Math.max(1, last)), disabled: last === 0 });
    if (document.activeElement !== slider || Number(slider.value) !== step) slider.value = String(step);
    slider.style.setProperty("--at", `${((100 * step) / Math.max(1, last)).toFixed(2)}%`);
    byId("walk-state").className = `state ${run ? "live" : "paused"}`;
    byId("walk-state").textContent = text(run ? WORDS.running : step === 0 ? WORDS.begun : step === most ? WORDS.ended : WORDS.still);
    byId("walk-place").replaceChildren(h("span", {}, fill(WORDS.place, { step, last })));
    byId("walk-earlier").disabled = step === 0;
    byId("walk-later").disabled = step >= most;
    byId("walk-reset").disabled = last === 0;
  }
  return { draw };
}
