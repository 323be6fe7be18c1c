/** What is drawn of a classifier: regions, margins, zero lines with their arrows, what points cost. */

import { svg } from "../../core/dom.js";
import { colour } from "./classes.js";
import { box, lead, segment } from "./geometry.js";

const ARROW = 0.13; // of the picture's half, for a weight of length 1
const LONGEST = 0.75;
const BEYOND = 1.2; // borders of a clipped region must not show
const COST = [8.5, 15, 70]; // pixels: radius of a cost near 0, of a cost of 1 beyond that, at most

const path = (plane, points) => `M${points.map(([x, y]) => `${plane.px(x).toFixed(1)} ${plane.py(y).toFixed(1)}`).join("L")}`;
const whole = (plane) => box(BEYOND * plane.x[1], BEYOND * plane.y[1]);

export const regions = (plane, W, b) => W.map((_, k) => {
  const found = lead(W, b, k, whole(plane));
  return found.length ? svg("path", { d: `${path(plane, found)}Z`, fill: colour(k), "fill-opacity": k === 2 ? 0.2 : 0.16, "data-region": k }) : null;
}).filter(Boolean);

/** Where points of a class cost nothing: ahead of every other by 1, or (one-vs-all) on their side by 1. */
export function margins(plane, W, b, loss) {
  if (loss === "softmax") return [];
  const edges = (k) => {
    if (loss !== "one_vs_all") return [`${path(plane, lead(W, b, k, whole(plane), 1))}Z`];
    return [1, -1].flatMap((at) => segment(W[k], b[k] - at, BEYOND * plane.x[1], BEYOND * plane.y[1]) ?? []).map(({ ends }) => path(plane, ends));
  };
  return W.flatMap((_, k) => edges(k).filter((d) => d.length > 2).map((d) => svg("path", { class: "edge", d, stroke: colour(k), "data-margin": k })));
}

export const zeros = (plane, W, b) => W.flatMap((w, k) => {
  const found = segment(w, b[k], plane.x[1], plane.y[1]);
  const line = found && svg("path", { class: "zero", d: path(plane, found.ends), stroke: colour(k), "data-zero": k });
  return found ? [line, arrow(plane, w, found.foot, k)] : [];
});

/** From the zero line along w, the way in which the score grows fastest. */
function arrow(plane, [w0, w1], [x, y], k) {
  const half = plane.x[1];
  const size = Math.hypot(w0, w1);
  const long = Math.min(ARROW * size, LONGEST) * half;
  const tip = [x + (long * w0) / size, y + (long * w1) / size];
  const [px, py] = [plane.px(tip[0]), plane.py(tip[1])];
  const angle = (Math.atan2(-w1, w0) * 180) / Math.PI;
  const beyond = [px + (14 * w0) / size, py - (14 * w1) / size + 4];
  return svg("g", { "data-arrow": k },
    svg("path", { class: "zero", d: path(plane, [[x, y], tip]), stroke: colour(k), "stroke-width": 3 }),
    svg("path", { d: "M6 0l-10-5.5v11z", transform: `translate(${px} ${py}) rotate(${angle})`, fill: colour(k) }),
    svg("text", { class: "halo name", x: beyond[0], y: beyond[1], "text-anchor": "middle" }, String(k)));
}

/** A circle round each point that pays; its radius grows with the root of the cost. */
export const costs = (plane, x, each) => x.flatMap(([x0, x1], i) => (each[i] > 0
  ? [svg("circle", { class: "cost", cx: plane.px(x0), cy: plane.py(x1), r: Math.min(COST[2], COST[0] + COST[1] * Math.sqrt(each[i])), "data-cost": i, "data-told": "" })]
  : []));

export const cross = (plane) => [
  svg("path", { class: "cross", d: path(plane, [[plane.x[0], 0], [plane.x[1], 0]]) }),
  svg("path", { class: "cross", d: path(plane, [[0, plane.y[0]], [0, plane.y[1]]]) }),
];
