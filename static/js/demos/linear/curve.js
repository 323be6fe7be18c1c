/** Both losses by update: whole, in two parts, or the share of points put right. */

import { byId } from "../../core/dom.js";
import { text } from "../../core/i18n.js";
import { Chart } from "../../core/plot.js";
import { saveText } from "../../course/saving.js";
import { WORDS } from "./words.js";

const SIDES = ["first", "second"];
const TONES = { first: "accent", second: "ink" };
const PARTS = ["data", "penalty", "total", "accuracy"];

export function mountCurve(lab) {
  const node = document.querySelector("#chart .drawing");
  const chart = new Chart(node, { model, theme: lab.theme, name: "loss" });
  const name = (side) => text(lab.page.extra.brief[lab.frames[side].loss]);

  function model() {
    const { curve, data } = lab.frames;
    const what = lab.view.get("curve");
    const lines = curve ? SIDES.flatMap((side) => drawn(what, side, curve, name(side))) : [];
    const positive = lines.some(({ y }) => y.some((value) => value > 0));
    return {
      lines, marks: [], levels: [], percent: what === "accuracy",
      cursor: data && data.step < data.last ? data.step : null,
      logX: lab.view.get("log_x"), logY: lab.view.get("log_y") && positive && what !== "accuracy",
      xName: text(WORDS.update), still: true,
    };
  }

  function draw() {
    chart.touch();
  }
  for (const view of ["curve", "log_x", "log_y"]) lab.view.on(view, draw);
  byId("chart-png").addEventListener("click", () => chart.png("linear-loss"));
  byId("chart-csv").addEventListener("click", () => saveText("linear-loss.csv", csv(lab.frames.curve), "text/csv"));
  return { draw };
}

function drawn(what, side, curve, name) {
  const common = { x: curve.step, tone: TONES[side], end: true };
  const said = curve[side];
  if (what === "accuracy") return [{ ...common, name, y: said.accuracy, dash: side === "second" }];
  if (what === "total") return [{ ...common, name, y: said.total, dash: side === "second" }];
  return [{ ...common, name, y: said.data }, { ...common, name: `${name} λ`, y: said.penalty, dash: true }];
}

function csv({ step, ...sides }) {
  const columns = SIDES.flatMap((side) => PARTS.map((part) => [`${side}.${part}`, sides[side][part]]));
  const head = ["step", ...columns.map(([name]) => name)].join(",");
  return `${[head, ...step.map((at, i) => [at, ...columns.map(([, values]) => values[i] ?? "")].join(","))].join("\n")}\n`;
}
