/** Loss of every lane against examples or time; on demand that of every batch behind it. */

import { text } from "../../core/i18n.js";
import { thin } from "../../core/series.js";
import { createChart } from "../../terrain/chart.js";
import { look } from "../../terrain/looks.js";
import { lineName } from "./names.js";
import { WORDS } from "./words.js";

const BUCKETS = 240;

/** @returns {{touch(): void}} */
export function createLossChart(lab, told) {
  const axis = () => lab.view.get("axis");
  const chart = createChart(lab, "loss", {
    lines: () => [...(lab.view.get("noisy") && axis() === "seen" ? batches(told) : []), ...judged(told, axis())],
    xName: () => text(WORDS[axis()]),
    cursor: () => (lab.view.get("step") === "" || axis() !== "seen" ? null : told.at("seen", Number(lab.view.get("step")))),
    logX: "log_x",
    logY: "log_y",
    xFormat: ",~g",
  });
  const chip = document.querySelector("[data-flag=noisy]");
  const settle = () => {
    chip.disabled = axis() !== "seen"; // a single batch is not timed
    chart.touch();
  };
  for (const name of ["axis", "noisy"]) lab.view.on(name, settle);
  settle();
  return chart;
}

function judged({ race, lanes }, axis) {
  return lanes.map((k) => {
    const { tone, dash } = look(k);
    return { name: lineName(race.lanes[k]), x: axis === "ms" ? race.ms[k] : race.seen, y: race.loss[k], tone, dash, end: true };
  });
}

function batches(told) {
  return told.lanes.map((k) => {
    const { x, y } = told.of(`batch.${k}`);
    const points = thin(x, y, BUCKETS);
    const seen = points.x.map((step) => told.at("seen", step));
    return { name: lineName(told.race.lanes[k]), x: seen, y: points.y, tone: look(k).tone, dash: "solid", faint: true, quiet: true };
  });
}
