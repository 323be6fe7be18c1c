/** The quadratic model over the map: lines of the map's own heights, its flat place, two steps from one point. */

import { svg } from "../../core/dom.js";
import { pieces } from "../../terrain/contour.js";

const [COLUMNS, ROWS] = [81, 38];
const SHORTEST = 14; // pixels: a step that cannot be seen is drawn as long as this

/** @returns {Element[]} */
export function drawModel(plane, { levels }, found) {
  if (!found || found.kind === "undefined") return [];
  const known = Number.isFinite(found.newton[0]);
  return [
    svg("path", { class: "model-line", d: lines(plane, levels, found) || "M0 0", "data-model": found.kind }),
    ...step(plane, found.points, found.descent, "var(--ink)", "descent"),
    ...(known ? step(plane, found.points, found.newton, "var(--accent)", "newton") : []),
    ...(known ? flatPlace(plane, found) : []),
  ];
}

function lines(plane, levels, { points: [x, y], values: f, gradients: [gx, gy], hessians: [a, b, , c] }) {
  const { width, height } = plane.size;
  const values = new Float64Array(COLUMNS * ROWS);
  for (let j = 0; j < ROWS; j += 1) {
    const v = plane.uy(height * (1 - j / (ROWS - 1))) - y;
    for (let i = 0; i < COLUMNS; i += 1) {
      const u = plane.ux((width * i) / (COLUMNS - 1)) - x;
      values[j * COLUMNS + i] = f + gx * u + gy * v + (a * u * u + 2 * b * u * v + c * v * v) / 2;
    }
  }
  const px = (i) => ((i / (COLUMNS - 1)) * width).toFixed(1);
  const py = (j) => ((1 - j / (ROWS - 1)) * height).toFixed(1);
  let d = "";
  for (const level of levels.filter((_, k) => k % 2 === 0)) {
    const ends = pieces({ values, columns: COLUMNS, rows: ROWS }, level);
    for (let k = 0; k < ends.length; k += 4) d += `M${px(ends[k])} ${py(ends[k + 1])}L${px(ends[k + 2])} ${py(ends[k + 3])}`;
  }
  return d;
}

function step(plane, [x, y], [dx, dy], colour, name) {
  const [x0, y0] = [plane.px(x), plane.py(y)];
  const [ux, uy] = [plane.px(x + dx) - x0, plane.py(y + dy) - y0];
  const size = Math.hypot(ux, uy);
  if (!(size > 0) || !Number.isFinite(size)) return [];
  const long = Math.min(2 * plane.size.width, Math.max(SHORTEST, size));
  const [tx, ty] = [x0 + (long * ux) / size, y0 + (long * uy) / size];
  const angle = (180 * Math.atan2(uy, ux)) / Math.PI;
  return [svg("g", { "data-step": name },
    svg("path", { class: "jump", d: `M${x0} ${y0}L${tx} ${ty}`, stroke: colour }),
    svg("path", { d: "M0 0l-11-5.500v11z", fill: colour, transform: `translate(${tx} ${ty}) rotate(${angle})` }))];
}

function flatPlace(plane, { points: [x, y], newton: [dx, dy] }) {
  const [cx, cy] = [plane.px(x + dx), plane.py(y + dy)];
  if (!(Math.abs(cx) < 1e5 && Math.abs(cy) < 1e5)) return [];
  return [svg("path", { class: "flat-place", d: `M${cx} ${cy - 7}l7 7l-7 7l-7-7z` })];
}
