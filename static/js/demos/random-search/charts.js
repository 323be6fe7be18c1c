/** Best loss and test accuracy against evaluations of the loss, a line for each way to look. */

import { Chart } from "../../core/plot.js";
import { thin, within } from "../../core/series.js";
import { csv } from "../../course/history.js";
import { saveText } from "../../course/saving.js";
import { RIDERS, TONES, WORDS } from "./words.js";

const LOSS = { faint: { random: "try", gradient: "now" }, best: (name) => name, logY: "log_y" };
const TEST = { faint: {}, best: (name) => `test.${name}`, percent: true, dots: true };

/** Both charts; call `touch` when there is more to draw. */
export function mountCharts(lab, history) {
  const charts = [chart(lab, history, "loss", LOSS), chart(lab, history, "test", TEST)];
  const touch = () => charts.forEach((one) => one());
  for (const name of ["log_x", "log_y"]) lab.view.on(name, touch);
  return { touch };
}

function chart(lab, history, name, kind) {
  const figure = document.getElementById(`chart-${name}`);
  const model = (drawn) => modelOf(lab, history, kind, drawn);
  const drawing = new Chart(figure.querySelector(".drawing"), { model, theme: lab.theme, name });
  const chip = (key) => figure.querySelector(`[data-chip=${key}]`);
  chip("unzoom").addEventListener("click", () => drawing.unzoom());
  chip("png").addEventListener("click", () => drawing.png(`${lab.key}-${name}`));
  const names = [...Object.values(kind.faint), ...RIDERS.map(kind.best)];
  chip("csv").addEventListener("click", () =>
    saveText(`${lab.key}-${name}.csv`, csv(history.table(names)), "text/csv"));
  const touch = () => {
    const empty = RIDERS.every((rider) => history.curves[kind.best(rider)].length === 0);
    figure.classList.toggle("empty-now", empty);
    if (!empty || drawing.drawn) drawing.touch();
  };
  touch();
  return touch;
}

function modelOf(lab, history, kind, { low = -Infinity, high = Infinity, buckets }) {
  const cut = ({ x, y }) => {
    const seen = within(x, y, low, high);
    return thin(seen.x, seen.y, buckets);
  };
  const drawn = (curve, rider) => ({ name: lab.text(lab.page.extra.short[rider]), tone: TONES[rider], ...cut(history.curves[curve]) });
  const faint = Object.entries(kind.faint).map(([rider, curve]) => ({ ...drawn(curve, rider), name: lab.label(curve), faint: true, quiet: true }));
  const best = RIDERS.map((rider) => ({ ...drawn(kind.best(rider), rider), end: true, dots: kind.dots }));
  const step = lab.view.get("step");
  const chance = kind.percent && history.step ? [guessing(lab, history.step)] : [];
  return {
    lines: [...faint, ...chance, ...best].filter(({ x }) => x.length),
    marks: history.marks.map((mark) => ({ x: mark.step, text: changed(lab, mark) })),
    levels: [],
    cursor: step === "" ? null : Number(step),
    logX: lab.view.get("log_x"),
    logY: Boolean(kind.logY && lab.view.get(kind.logY)),
    percent: kind.percent,
    still: lab.run.id === lab.preview,
    xName: lab.text(WORDS.evaluation),
  };
}

/** What guessing among ten classes gives, named at its end like the others. */
function guessing(lab, last) {
  return { name: lab.text(WORDS.guessing), tone: "ink-3", dash: "2px,3px", x: [0, last], y: [0.1, 0.1], end: true, quiet: true };
}

function changed(lab, { name, old, value }) {
  const declared = lab.page.params.find((param) => param.name === name);
  return isolated(lab, WORDS.changed, { label: declared ? lab.text(declared.label) : name, old, new: value });
}

/** A sentence for a drawing, which knows no tags: direction and numbers are kept by isolates. */
function isolated(lab, pair, args) {
  const said = lab.text(pair).replace(/\{(\w+)\}/g, (_, key) => `\u2068${args[key]}\u2069`);
  return lab.lang === "fa" ? `\u2067${said}\u2069` : said;
}
