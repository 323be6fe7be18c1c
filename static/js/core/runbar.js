/** The run bar: what the run does now, and its history under one slider. */

import { byId, h, setIcon } from "./dom.js";
import { ascii, count, fill, text } from "./i18n.js";

const STATES = {
  "": ["not started", "آغاز نشده"],
  queued: ["in the queue", "در صف"],
  running: ["running", "در حال اجرا"],
  paused: ["paused", "درنگ"],
  done: ["finished", "پایان‌یافته"],
  stopped: ["stopped", "متوقف"],
  failed: ["failed", "ناموفق"],
};
const DIVERGED = ["diverged", "واگرا"];
const OTHERS = ["watching", "تماشا"];
const MAIN = {
  run: ["play", ["Run", "اجرا"]],
  own: ["play", ["Run my own", "اجرای خودم"]],
  pause: ["pause", ["Pause", "درنگ"]],
  resume: ["play", ["Go on", "ادامه"]],
  queued: ["clock", ["Waiting", "در انتظار"]],
};
const AT = ["step {step} · live", "گام {step} · زنده"];
const AT_END = ["step {step}", "گام {step}"];
const BEFORE = ["step {step} of {last}", "گام {step} از {last}"];
const LIVE = ["Newest", "تازه‌ترین"];

/**
 * @param {{run: object, shown: () => number|null, actions: object, scrub: (step: number|null) => void}} lab
 */
export function createRunbar({ run, shown, actions, scrub }) {
  const bar = byId("runbar");
  if (!bar) return { mark() {}, draw() {}, steps: () => 1, act() {}, move() {} };
  const slider = byId("run-scrub");
  const place = byId("run-marks");
  const newest = h("button", { type: "button", className: "chip", hidden: true, onclick: () => scrub(null) }, text(LIVE));
  byId("run-place").replaceChildren(h("span"), newest);
  let marks = [];

  const what = () => {
    if (run.active && !run.may) return "own";
    return { queued: "queued", running: "pause", paused: "resume" }[run.state] ?? "run";
  };
  const act = (name) => ({
    main: () => actions[{ own: "start", run: "start", pause: "pause", resume: "resume", queued: "stop" }[what()]](),
    step: () => actions.step(steps()),
    stop: actions.stop,
    reset: actions.reset,
  })[name]();

  function steps() {
    const typed = Number(ascii(byId("run-count").value));
    return Number.isInteger(typed) && typed > 0 ? Math.min(typed, 100_000) : 1;
  }

  function draw() {
    drawButtons();
    drawState();
    drawPlace();
  }

  function drawButtons() {
    const [drawing, label] = MAIN[what()];
    const main = byId("run-main");
    if (main.dataset.shows !== what()) {
      setIcon(main, drawing);
      main.querySelector("span").textContent = text(label);
      main.dataset.shows = what();
    }
    const mine = run.may || !run.active;
    main.disabled = run.state === "queued" && run.may;
    byId("run-step").disabled = !mine || run.state === "queued";
    byId("run-stop").disabled = !(run.active && run.may);
    byId("run-reset").disabled = !run.id || !mine;
  }

  function drawState() {
    const node = byId("run-state");
    const diverged = run.reason === "diverged";
    node.className = `state ${diverged ? "failed" : run.state || "idle"}${run.state === "running" ? " live" : ""}`;
    const said = text(diverged ? DIVERGED : STATES[run.state]);
    const label = run.active && !run.may ? `${text(OTHERS)} · ${said}` : said;
    if (node.textContent !== label) node.textContent = label;
  }

  function drawPlace() {
    const last = run.step;
    const at = shown();
    const old = at !== null && at !== run.keyframes.latest;
    slider.max = String(Math.max(last, 1));
    slider.disabled = !run.keyframes.kept.length;
    const value = old ? at : last;
    slider.value = String(value);
    slider.style.setProperty("--at", `${((100 * value) / Math.max(last, 1)).toFixed(2)}%`);
    slider.setAttribute("aria-valuetext", `${count(value)} / ${count(last)}`);
    const words = old ? BEFORE : run.state === "running" ? AT : AT_END;
    const said = h("span", {}, run.id ? fill(words, { step: value, last }) : "");
    newest.hidden = !old;
    byId("run-place").firstElementChild.replaceWith(said); // the button beside it stays: it may be being pressed
    place.replaceChildren(...marks.map(({ step, text: why }) => {
      const mark = h("span", { className: "mark", title: why });
      mark.style.setProperty("inset-inline-start", `${(100 * step) / Math.max(last, 1)}%`);
      return mark;
    }));
  }

  /** Move along the kept pictures: by -1 or 1, or to an end. */
  function move(by) {
    const steps = [...new Set([...run.keyframes.kept, run.keyframes.latest])].filter((s) => s !== null);
    const at = steps.indexOf(shown());
    const to = Math.min(steps.length - 1, Math.max(0, (at < 0 ? steps.length - 1 : at) + by));
    scrub(steps[to] === run.keyframes.latest ? null : steps[to]);
  }

  byId("run-main").addEventListener("click", () => act("main"));
  for (const name of ["step", "stop", "reset"]) byId(`run-${name}`).addEventListener("click", () => act(name));
  byId("run-count").addEventListener("change", ({ target }) => { target.value = String(steps()); });
  slider.addEventListener("input", () => {
    const step = Number(slider.value);
    scrub(step >= run.step ? null : step);
  });
  slider.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -1e9, End: 1e9 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    move(by);
  });
  run.on("attach", () => { marks = []; });
  run.on("start", ({ step }) => { marks = marks.filter((mark) => mark.step <= step); });

  return {
    /** A mark on the slider. @param {number} step @param {string} why */
    mark(step, why) {
      marks = [...marks.filter((mark) => mark.step !== step), { step, text: why }];
      draw();
    },
    draw,
    act,
    move,
  };
}
