/** The rate of every schedule against the step, and the height it leads to. */

import { text } from "../../core/i18n.js";
import { createChart } from "../../terrain/chart.js";
import { look } from "../../terrain/looks.js";
import { WORDS as TERRAIN } from "../../terrain/words.js";

export function mountCurves(lab, names, moment) {
  const cursor = () => {
    const { race } = lab.frames;
    return !race || moment() >= race.total ? null : Math.floor(moment());
  };
  const xName = () => text(TERRAIN.step);
  const lines = (values) => {
    const { race, rows } = lab.frames;
    return (rows ?? []).map((_, k) => ({
      name: names.short(k, rows), x: race.steps, y: race.steps.map((_step, i) => values().values[i * rows.length + k]), end: true,
      tone: look(k).tone, dash: look(k).stroke ? look(k).dash : false,
    }));
  };
  const rates = createChart(lab, "rates", { logY: "log_y", logX: "log_x", cursor, xName, lines: () => lines(() => lab.frames.rates.values) });
  const heights = createChart(lab, "loss", {
    logY: "log_y", logX: "log_x", cursor, xName,
    lines: () => lines(() => (lab.view.get("height") === "mean" ? lab.frames.mean.above : lab.frames.race.above)),
  });
  return { touch() { rates.touch(); heights.touch(); } };
}
