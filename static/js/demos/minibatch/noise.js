/** How far a batch's gradient lies from the exact one, by size: a straight line on two log axes. */

import { byId } from "../../core/dom.js";
import { count, fill, number, text } from "../../core/i18n.js";
import { Chart } from "../../core/plot.js";
import { saveText } from "../../course/saving.js";
import { WORDS } from "./words.js";

/** @returns {{draw(): void}} */
export function createNoiseChart(lab, told) {
  const figure = byId("chart-noise");
  const says = byId("noise-says");
  const chart = new Chart(figure.querySelector(".drawing"), { model: () => modelOf(told), theme: lab.theme, name: "noise" });
  const chip = (name) => figure.querySelector(`[data-chip=${name}]`);
  chip("png").addEventListener("click", () => chart.png(`${lab.key}-noise`));
  chip("csv").addEventListener("click", () => saveText(`${lab.key}-noise.csv`, table(told.noise), "text/csv"));
  let drawn = null;

  function draw() {
    if (told.noise === drawn) return;
    drawn = told.noise;
    figure.dataset.at = String(drawn?.at ?? "");
    says.replaceChildren(drawn
      ? fill(WORDS.noise, { step: count(drawn.at), exact: number(drawn.exact, 3), one: number(drawn.measured[0], 3) })
      : "\u00a0");
    lab.live(drawn ? numbers(drawn) : {});
    chart.touch();
  }
  return { draw };
}

function modelOf({ noise }) {
  const { sizes: x, measured, expected } = noise ?? { sizes: [], measured: [], expected: [] };
  const lines = x.length ? [
    { name: text(WORDS.expected), x, y: expected, tone: "ink-3", dash: true, end: true },
    { name: text(WORDS.measured), x, y: measured, tone: "accent", dots: true, end: true },
  ] : [];
  return { lines, marks: [], levels: [], cursor: null, logX: true, logY: true, xName: text(WORDS.batch) };
}

/** The numbers of the lesson's formula: the second size measured beside the first. */
function numbers({ sizes, measured, expected }) {
  const k = sizes.length - 1;
  return { size: count(sizes[k]), measured: number(measured[k], 4), expected: number(expected[k], 4), one: number(measured[0], 4) };
}

function table(noise) {
  const rows = noise ? noise.sizes.map((size, k) => [size, noise.measured[k], noise.expected[k]].join()) : [];
  return ["batch,measured,expected", ...rows, ""].join("\n");
}
