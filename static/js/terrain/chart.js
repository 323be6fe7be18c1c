/** A chart of a race with its chips: log axes, whole run, PNG, CSV. */

import { Chart } from "../core/plot.js";
import { saveText } from "../course/saving.js";

/**
 * @param {object} lab
 * @param {string} id of the figure
 * @param {{lines(): object[], xName(): string, cursor(): number|null, logX?: string|true, logY?: string|true, xFormat?: string}} about
 */
export function createChart(lab, id, about) {
  const figure = document.getElementById(`chart-${id}`);
  const on = (name) => name === true || Boolean(name && lab.view.get(name));
  const model = () => {
    const [logX, logY] = [on(about.logX), on(about.logY)];
    const lines = about.lines().map((line) => drawable(line, logX, logY)).filter(({ x }) => x.length);
    return { lines, marks: [], levels: [], cursor: about.cursor(), logX, logY, xName: about.xName(), xFormat: about.xFormat };
  };
  const chart = new Chart(figure.querySelector(".drawing"), { model, theme: lab.theme, name: id });
  const chip = (name) => figure.querySelector(`[data-chip=${name}]`);
  chip("unzoom").addEventListener("click", () => chart.unzoom());
  chip("png").addEventListener("click", () => chart.png(`${lab.key}-${id}`));
  chip("csv").addEventListener("click", () => saveText(`${lab.key}-${id}.csv`, table(about.lines()), "text/csv"));
  for (const name of [about.logX, about.logY]) if (typeof name === "string") lab.view.on(name, () => chart.touch());
  return chart;
}

/** Only what the axes can hold. */
function drawable(line, logX, logY) {
  const kept = line.x.map((_, k) => k).filter((k) => Number.isFinite(line.y[k]) && !(logX && line.x[k] <= 0) && !(logY && line.y[k] <= 0));
  return { ...line, x: kept.map((k) => line.x[k]), y: kept.map((k) => line.y[k]) };
}

function table(lines) {
  const head = ["step", ...lines.map(({ name }) => `"${name}"`)].join();
  const rows = (lines[0]?.x ?? []).map((x, k) => [x, ...lines.map(({ y }) => (Number.isFinite(y[k]) ? y[k] : ""))].join());
  return [head, ...rows, ""].join("\n");
}
