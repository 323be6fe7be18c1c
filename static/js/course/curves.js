/** Loss and accuracy by step: what is drawn, the chips above, the marks of changes. */

import { Chart } from "../core/plot.js";
import { smooth, thin, within } from "../core/series.js";
import { h } from "../core/dom.js";
import { csv } from "./history.js";
import { saveText } from "./saving.js";
import { keepArrows } from "../core/choices.js";
import { WORDS } from "./words.js";

const SMOOTHED = 0.9; // what the chip turns on

// What guessing among ten classes gives: a level to draw, named as the lecture names it.
const LN_10 = { y: Math.log(10), value: "ln 10" };
const TENTH = { y: 0.1, value: "10%" };

const LOSS = {
  raw: "loss",
  others: [{ curve: "val.loss", name: "validation", tone: "ink", dash: true }],
};
const ACCURACY = {
  raw: "accuracy",
  percent: true,
  others: [
    { curve: "val.accuracy", name: "validation", tone: "ink", dash: true },
    { curve: "test.accuracy", name: "test", tone: "ink-3", dash: true, dots: true },
  ],
};

/** Both charts; call `touch` when the history changed. */
export function mountCurves(lab, history) {
  const charts = [
    chart(lab, history, "loss", { ...LOSS, logY: "log_y", chance: LN_10 }),
    chart(lab, history, "accuracy", { ...ACCURACY, logY: "log_accuracy", chance: TENTH }),
  ];
  const touch = () => charts.forEach((one) => one.touch());
  for (const name of ["smooth", "log_x", "log_y", "log_accuracy", "step"]) {
    if (has(lab, name)) lab.view.on(name, touch);
  }
  return { touch, charts };
}

const has = (lab, name) => lab.page.view.some((field) => field.name === name);

function chart(lab, history, name, kind) {
  const figure = document.getElementById(`chart-${name}`);
  const model = (drawn) => modelOf(lab, history, kind, drawn);
  const drawing = new Chart(figure.querySelector(".drawing"), { model, theme: lab.theme, name });
  chips(lab, history, figure, kind, drawing);
  const touch = () => {
    const empty = history.curves[kind.raw].length === 0;
    figure.classList.toggle("empty-now", empty);
    if (!empty || drawing.drawn) drawing.touch();
  };
  touch();
  return { touch, drawing };
}

function modelOf(lab, history, kind, { low = -Infinity, high = Infinity, buckets }) {
  const keep = lab.view.get("smooth");
  const cut = (x, y) => {
    const seen = within(x, y, low, high);
    return thin(seen.x, seen.y, buckets);
  };
  const raw = history.curves[kind.raw];
  const train = { name: lab.text(WORDS.train), tone: "accent" };
  const lines = [{ ...train, ...cut(raw.x, raw.y), faint: keep > 0, end: keep === 0 }];
  if (keep > 0) {
    const smoothed = cut(raw.x, smooth(raw.x, raw.y, keep));
    lines.push({ ...train, ...smoothed, end: true, quiet: true });
  }
  for (const { curve, name, ...look } of kind.others) {
    const { x, y } = history.curves[curve];
    if (x.length) lines.push({ name: lab.text(WORDS[name]), ...cut(x, y), end: true, ...look });
  }
  return { lines, ...surroundings(lab, history, kind) };
}

function surroundings(lab, history, kind) {
  const step = lab.view.get("step");
  const known = kind.percent || (lab.run.params?.loss ?? "softmax") === "softmax";
  const { y, value } = kind.chance;
  const text = chartText(lab, WORDS.guessing, { value });
  return {
    marks: history.marks.map((mark) => ({ x: mark.step, text: changeText(lab, mark) })),
    levels: known ? [{ y, text }] : [],
    cursor: step === "" ? null : Number(step),
    logX: lab.view.get("log_x"),
    logY: has(lab, kind.logY) && lab.view.get(kind.logY),
    percent: kind.percent,
    still: lab.run.id === lab.preview,
    xName: lab.text(WORDS.step),
  };
}

function changeText(lab, { name, old, value }) {
  const declared = lab.page.params.find((param) => param.name === name);
  const label = declared ? lab.text(declared.label) : name;
  return chartText(lab, WORDS.changed, { label, old, new: value });
}

/** A sentence for a drawing, which knows no tags: direction and numbers are kept by isolates. */
function chartText(lab, pair, args) {
  const isolated = lab.text(pair).replace(/\{(\w+)\}/g, (_, key) => `\u2068${args[key]}\u2069`);
  return lab.lang === "fa" ? `\u2067${isolated}\u2069` : isolated;
}

function chips(lab, history, figure, kind, drawing) {
  const chip = (name) => figure.querySelector(`[data-chip=${name}]`);
  const flag = (button, name) => {
    button.hidden = !has(lab, name);
    if (button.hidden) return;
    const show = (on) => button.setAttribute("aria-pressed", String(on));
    show(lab.view.get(name));
    button.addEventListener("click", () => lab.view.set({ [name]: !lab.view.get(name) }));
    lab.view.on(name, show);
  };
  flag(chip("log_x"), "log_x");
  flag(chip("log_y"), kind.logY);
  smoothing(lab, chip("smooth"));
  chip("unzoom").addEventListener("click", () => drawing.unzoom());
  chip("png").addEventListener("click", () => drawing.png(`${lab.key}-${drawing.name}`));
  const names = [kind.raw, ...kind.others.map((other) => other.curve)];
  chip("csv").addEventListener("click", () =>
    saveText(`${lab.key}-${drawing.name}.csv`, csv(history.table(names)), "text/csv"),
  );
}

/** On and off by the chip, how much by the slider beside it. */
function smoothing(lab, button) {
  const [min, max, step] = [0, 0.99, 0.01];
  const slider = h("input", { type: "range", class: "range fine", min, max, step });
  slider.setAttribute("aria-label", button.textContent);
  button.after(slider);
  keepArrows(slider);
  const show = (keep) => {
    button.setAttribute("aria-pressed", String(keep > 0));
    slider.value = String(keep);
    slider.style.setProperty("--at", `${(100 * keep) / max}%`);
  };
  show(lab.view.get("smooth"));
  slider.addEventListener("input", () => lab.view.set({ smooth: Number(slider.value) }));
  button.addEventListener("click", () =>
    lab.view.set({ smooth: lab.view.get("smooth") > 0 ? 0 : SMOOTHED }),
  );
  lab.view.on("smooth", show);
}
