/** Where the rows of a race have been, up to a moment between two steps. */

import { svg } from "../core/dom.js";
import { look } from "./looks.js";

/** The last kept step at or before `step`. */
export function before(steps, step) {
  let [from, to] = [0, steps.length];
  while (from < to) {
    const half = (from + to) >> 1;
    if (steps[half] <= step) from = half + 1;
    else to = half;
  }
  return Math.max(0, from - 1);
}

/** How far row `row` is, at `step`, from the kept step before it to the next one: 0 where there is no next. */
export function shareAt({ steps, trail }, row, step) {
  const k = before(steps, step);
  if (k === steps.length - 1 || Number.isNaN(trail.values[2 * ((k + 1) * trail.shape[1] + row)])) return 0;
  return (step - steps[k]) / (steps[k + 1] - steps[k]);
}

/** Where row `row` is at `step`, in the units of the map; between kept steps on the line. */
export function placeAt(race, row, step) {
  const { steps, trail: { values, shape: [, rows] } } = race;
  const at = (k, c) => values[2 * (k * rows + row) + c];
  const k = before(steps, step);
  const share = shareAt(race, row, step);
  return [0, 1].map((c) => (share ? at(k, c) + share * (at(k + 1, c) - at(k, c)) : at(k, c)));
}

/** @returns {Element[]} heads of all rows, and crosses where one went no further */
export function drawHeads(plane, race, rows, step) {
  return rows.map(({ end, last }, row) => (end && step >= end.step ? endOf(plane, end, row) : headOf(plane, race, row, Math.min(step, last))));
}

/** Kept near the map, for a path far outside is no longer a path. */
function spot(plane, x, y) {
  const near = (value, size) => Math.min(4 * size, Math.max(-3 * size, value)).toFixed(1);
  return `${near(plane.px(x), plane.size.width)} ${near(plane.py(y), plane.size.height)}`;
}

function headOf(plane, race, row, step) {
  const [cx, cy] = spot(plane, ...placeAt(race, row, step)).split(" ");
  return svg("circle", { class: "head", cx, cy, r: 6, fill: look(row).colour, "data-head": row, "data-told": "" });
}

/** Where a row went no further; its very place, which a thinned trail may lack. */
function endOf(plane, { x, y }, row) {
  return svg("path", { class: "ended", d: `M${spot(plane, x, y)}m-5-5l10 10m0-10l-10 10`, stroke: look(row).colour, "data-head": row });
}
