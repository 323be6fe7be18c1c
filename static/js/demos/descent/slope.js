/** At the head of a walk: the contour it stands on, the step straight across it, the way to the minimum. */

import { svg } from "../../core/dom.js";
import { look } from "../../terrain/looks.js";
import { pieces } from "../../terrain/contour.js";

const SHORTEST = 34;
const LONGEST = 200;
const CORNER = 9;

/** @returns {Element[]} */
export function drawSlope(plane, surface, found, k) {
  if (!found || !Number.isFinite(found.value)) return [];
  const [x, y] = [plane.px(found.point[0]), plane.py(found.point[1])];
  return [contour(plane, surface, found.value), ...towards(plane, surface, x, y), ...arrow(plane, found, x, y, look(k).colour)];
}

function contour(plane, { values }, level) {
  const [rows, columns] = values.shape;
  const ends = pieces({ values: values.values, columns, rows }, level);
  const px = (i) => ((i / (columns - 1)) * plane.size.width).toFixed(1);
  const py = (j) => ((1 - j / (rows - 1)) * plane.size.height).toFixed(1);
  let d = "";
  for (let i = 0; i < ends.length; i += 4) d += `M${px(ends[i])} ${py(ends[i + 1])}L${px(ends[i + 2])} ${py(ends[i + 3])}`;
  return svg("path", { class: "level", d: d || "M0 0" });
}

/** A dashed line to the nearest minimum: mostly not the way the step takes. */
function towards(plane, { minima }, x, y) {
  const places = minima.map(([a, b]) => [plane.px(a), plane.py(b)]);
  if (!places.length) return [];
  const [[tx, ty]] = places.toSorted((a, b) => Math.hypot(a[0] - x, a[1] - y) - Math.hypot(b[0] - x, b[1] - y));
  return [svg("path", { class: "towards", d: `M${x} ${y}L${tx} ${ty}` })];
}

function arrow(plane, { gradient: [gx, gy], move }, x, y, colour) {
  const steep = Math.hypot(gx, gy);
  if (!(steep > 0)) return [];
  const [ux, uy] = [-gx / steep, gy / steep]; // downhill, in pixels
  const step = Number.isFinite(move[0]) ? Math.hypot(plane.px(move[0]) - plane.px(0), plane.py(move[1]) - plane.py(0)) : SHORTEST;
  const long = Math.min(LONGEST, Math.max(SHORTEST, step));
  const angle = (180 * Math.atan2(uy, ux)) / Math.PI;
  const [cx, cy] = [CORNER * ux, CORNER * uy];
  return [svg("g", { class: "arrow", "data-arrow": "downhill" },
    svg("path", { class: "right-angle", d: `M${x + cx} ${y + cy}l${-cy} ${cx}l${-cx} ${-cy}`, stroke: "var(--ink)" }),
    svg("path", { d: `M${x} ${y}l${long * ux} ${long * uy}`, fill: "none", stroke: colour, "stroke-width": 3.5 }),
    svg("path", { d: "M0 0l-11-5.500v11z", fill: colour, transform: `translate(${x + long * ux} ${y + long * uy}) rotate(${angle})` }))];
}
