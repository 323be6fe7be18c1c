/** Height against steps or evaluations, and the steps of one rule along each coordinate. */

import { fill, text } from "../../core/i18n.js";
import { createChart } from "../../terrain/chart.js";
import { look } from "../../terrain/looks.js";
import { WORDS } from "./words.js";

export function mountCurves(lab, names, moment) {
  const cursor = () => {
    const { race } = lab.frames;
    return !race || moment() >= race.total ? null : Math.floor(moment());
  };
  const against = () => lab.view.get("against");
  const loss = createChart(lab, "loss", {
    logX: "log_x", logY: "log_y",
    cursor: () => (against() === "step" ? cursor() : null),
    xName: () => text(WORDS[against()]),
    lines() {
      const { race, rows } = lab.frames;
      if (!race) return [];
      const x = against() === "step" ? race.steps : race.evaluations;
      return rows.map((_, k) => ({ name: names.short(k, rows), x, y: column(race.above, k), ...drawn(k), end: true }));
    },
  });
  const sizes = createChart(lab, "sizes", {
    logY: "log_y", cursor,
    xName: () => text(WORDS.step),
    lines() {
      const { race, rows } = lab.frames;
      if (!race) return [];
      const k = Math.min(lab.view.get("row"), rows.length - 1);
      const values = lab.view.get("size") === "size" ? race.sizes : race.rates;
      return ["x", "y"].map((axis, c) => ({
        name: fill(WORDS.along, { axis }).textContent, x: race.steps, y: column(values, 2 * k + c), tone: c ? "ink" : look(k).tone, dash: c > 0, end: true,
      }));
    },
  });
  for (const name of ["against"]) lab.view.on(name, () => loss.touch());
  for (const name of ["row", "size"]) lab.view.on(name, () => sizes.touch());
  return { touch() { loss.touch(); sizes.touch(); } };
}

const drawn = (k) => ({ tone: look(k).tone, dash: look(k).stroke ? look(k).dash : false });

/** Column `k` of an array whose first dimension is the kept steps. */
function column({ values, shape }, k) {
  const wide = values.length / shape[0];
  return Array.from({ length: shape[0] }, (_, row) => values[row * wide + k]);
}
