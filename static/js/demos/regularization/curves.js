/** A chart against λ: lines, a handle at the λ of the page, the best λ by validation. */

import { svg } from "../../core/dom.js";
import { number, percent as share, text } from "../../core/i18n.js";
import { createPlane } from "../../core/plane.js";
import { ticks } from "../../core/plane-axes.js";
import { outline } from "./shapes.js";
import { WORDS } from "./words.js";

const [LOW, HIGH] = [1e-3, 10]; // λ of the axis
const DECADES = [1e-3, 1e-2, 0.1, 1, 10];
const HEIGHT = 230; // pixels

/**
 * @param {HTMLElement} place
 * @param {{lab: object, label: string, percent?: boolean, height?: number}} about
 * @returns draw({x, lines: [{y, tone, dash, name}], at: {λ, y}, best, bestName, top, floor, logY})
 */
export function createCurve(place, { lab, label, percent, height = HEIGHT }) {
  let last = null;
  const log = () => lab.view.get("log_x");
  const across = (strength) => (log() ? Math.log10(Math.max(LOW, strength)) : strength);
  const moved = ({ x, final }) => {
    const strength = Math.min(HIGH, Math.max(log() ? LOW : 0, log() ? 10 ** x : x));
    lab.form.set({ strength: String(Number(strength.toPrecision(2))) }, { final });
  };
  const plane = createPlane(place, {
    x: [-3, 1], y: [0, 1], height, label, margin: { left: 44, right: 20, top: 14, bottom: 30 }, labels: { x: false, y: false }, moved,
    resized: () => last && draw(last),
  });

  function draw(model) {
    last = model;
    const scale = verticals(model, percent);
    plane.bounds(log() ? [Math.log10(LOW), Math.log10(HIGH)] : [0, HIGH], scale.bounds);
    const { px, py, margin, size } = plane;
    const axis = scale.ticks.flatMap((value) => [
      svg("line", { class: "grid", x1: margin.left, x2: size.width - margin.right, y1: py(scale.to(value)), y2: py(scale.to(value)) }),
      svg("text", { x: margin.left - 6, y: py(scale.to(value)) + 4, "text-anchor": "end" }, percent ? share(value, 0) : number(value)),
    ]);
    const low = size.height - margin.bottom;
    const marks = (log() ? DECADES : ticks([0, HIGH])).flatMap((strength) => [
      svg("line", { class: "axis", x1: px(across(strength)), x2: px(across(strength)), y1: low, y2: low + 4 }),
      svg("text", { x: px(across(strength)), y: low + 17, "text-anchor": "middle" }, String(strength)),
    ]);
    plane.layer("axis").replaceChildren(...axis, ...marks, svg("text", { class: "name halo", x: size.width - margin.right, y: low - 6, "text-anchor": "end" }, "λ"));
    const points = (values) => model.x.map((strength, k) => [across(strength), scale.to(values[k])]);
    plane.layer("lines").replaceChildren(
      ...(model.best === null ? [] : [...markOf(px(across(model.best)), margin.top, low, model.bestName)]),
      ...model.lines.map(({ y, tone, dash }) => svg("path", { class: `line ${dash ? "dash" : ""}`, d: outline(plane, points(y)), style: `stroke: var(--${tone})` })),
      ...named(plane, model, points),
    );
    const y = scale.to(model.at.y);
    plane.handles([{ key: "strength", x: across(model.at.strength), y, lock: "x", label: text(WORDS.strength), said: number(model.at.strength) }]);
  }
  return { draw };
}

/** Bounds, ticks and the mapping of values, linear from the floor or logarithmic. */
function verticals({ lines, at, floor, top, logY }, percent) {
  const values = [...lines.flatMap(({ y }) => y), at.y];
  const most = top ?? Math.max(...values);
  if (!logY || percent) {
    const pad = top === undefined ? 0.08 * (most - floor) : 0;
    return { bounds: [floor, most + pad], ticks: ticks([floor, most]), to: (value) => value };
  }
  const to = (value) => Math.log10(Math.max(1e-9, value));
  const [low, high] = [to(Math.min(...values)) - 0.08, to(most) + 0.08];
  const all = [-5, -4, -3, -2, -1, 0, 1].flatMap((k) => [1, 2, 5].map((f) => Number(`${f}e${k}`)));
  return { bounds: [low, high], ticks: all.filter((value) => to(value) >= low && to(value) <= high), to };
}

function markOf(x, top, low, name) {
  const line = svg("line", { class: "best", x1: x, x2: x, y1: top, y2: low });
  return name ? [line, svg("text", { class: "halo", x: x + 5, y: top + 5 }, name)] : [line];
}

/** Names beside the lines, at the point of each where the others are farthest. */
function named({ px, py, size, margin }, { lines }, points) {
  const floor = size.height - margin.bottom;
  const at = lines.map(({ y }) => points(y));
  return lines.map(({ name, tone }, i) => {
    const room = at[i].map(([, y], k) => Math.min(...at.map((other, j) => (j === i ? Infinity : Math.abs(py(other[k][1]) - py(y))))));
    const inner = room.map((value, k) => (k < 2 || k > room.length - 3 ? -1 : value));
    const k = inner.indexOf(Math.max(...inner));
    const [x, y] = at[i][k];
    const above = at.every((other, j) => j === i || py(other[k][1]) >= py(y)) || py(y) > floor - 24;
    const falls = py(at[i][k + 1][1]) > py(at[i][k - 1][1]); // the name stands where the line leaves room
    const side = falls === above ? { x: px(x) + 5, "text-anchor": "start" } : { x: px(x) - 5, "text-anchor": "end" };
    return svg("text", { class: "name halo", y: py(y) + (above ? -6 : 16), ...side, style: `fill: var(--${tone})` }, name);
  });
}
