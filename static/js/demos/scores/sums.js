/** The products of one row as steps that add up to its score. */

import { byId, svg } from "../../core/dom.js";
import { number, text } from "../../core/i18n.js";
import { createPlane } from "../../core/plane.js";
import { WORDS } from "./words.js";

const DIGITS = 6;

/** A waterfall: each bar begins where the last one ended. */
export function mountSums(lab) {
  let last = null;
  const plane = createPlane(byId("sums"), {
    x: [0, 1], y: [0, 1], label: text(WORDS.sums), height: 190, margin: { left: 46, bottom: 22, top: 18 }, labels: { x: false },
    resized: () => last && draw(...last),
  });

  function draw(scores, k) {
    last = [scores, k];
    const bars = steps(scores, k);
    const ends = bars.flatMap(({ from, to }) => [from, to]);
    const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
    const pad = 0.08 * (high - low || 1);
    const below = low < 0 ? 0.16 * (high - low) : 0; // the number of the lowest bar stands clear of the axis
    plane.bounds([0, bars.length], [low - below, high + pad]);
    plane.layer("bars").replaceChildren(...bars.flatMap((bar, i) => drawBar(plane, bar, i, bars)));
  }
  return { draw };
}

/** Products, the bias unless it is one of them, and the score. */
function steps({ running, products, b, scores, x }, k) {
  const sums = running[k];
  const parts = sums.map((to, d) => ({ from: d ? sums[d - 1] : 0, to, value: products[k][d], name: `${d + 1}` }));
  const whole = { from: 0, to: scores[k], value: scores[k], name: text(WORDS.score), total: true };
  if (sums.at(-1) === scores[k] && sums.length === x.length && b[k] !== 0) return [...parts, whole];
  return [...parts, { from: sums.at(-1), to: scores[k], value: b[k], name: text(WORDS.biasBar) }, whole];
}

function drawBar(plane, { from, to, value, name, total }, i, bars) {
  const { px, py } = plane;
  const wide = Math.min(56, (px(1) - px(0)) * 0.66);
  const left = px(i + 0.5) - wide / 2;
  const [top, bottom] = [py(Math.max(from, to)), py(Math.min(from, to))];
  const ground = total ? { fill: "var(--accent)" } : value < 0
    ? { fill: "var(--paper)", stroke: "var(--ink-2)", "stroke-width": 1.5 } : { fill: "var(--ink-3)" };
  const sign = value < 0 ? "" : total ? "" : "+";
  const above = to >= from ? top - 5 : bottom + 13;
  return [
    svg("rect", { x: left, y: top, width: wide, height: Math.max(1, bottom - top), ...ground, rx: 2, "data-told": "" }),
    i < bars.length - 2 ? svg("line", { class: "axis", "stroke-dasharray": "2 3", x1: left + wide, x2: px(i + 1.5) - wide / 2, y1: py(to), y2: py(to) }) : svg("g"),
    svg("text", { class: "halo name", x: px(i + 0.5), y: above, "text-anchor": "middle", "data-told": "" }, `${sign}${number(value, DIGITS)}`.replace("-", "−")),
    svg("text", { x: px(i + 0.5), y: plane.size.height - 6, "text-anchor": "middle" }, name),
  ];
}
