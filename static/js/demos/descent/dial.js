/** A dial: learning rates from 1e-7 to 1e6, what each leads to, and the handle that sets one. */

import { svg } from "../../core/dom.js";
import { number, text } from "../../core/i18n.js";
import { createPlane } from "../../core/plane.js";
import { WORDS } from "./words.js";

const RATES = [-7, 6]; // powers of ten
const TALL = 176;
const TONES = { low: "var(--c7)", good: "var(--good)", high: "var(--warn)", very_high: "var(--bad)", undefined: "var(--ink-3)" };

/**
 * @param {HTMLElement} place
 * @param {object} lab
 * @param {{name: string, key: string, label: [string, string], powers: number[], read(): object|null}} about
 *   the parameter it sets, the powers of ten up its side, and {rates, heights, regimes, limit, rate, height} to draw
 */
export function createDial(place, lab, { name, key, label, powers, read }) {
  const [low, high] = [powers[0], powers.at(-1)];
  const level = (value) => (value > 0 ? Math.min(high, Math.max(low, Math.log10(value))) : low);
  const set = (x, final) => lab.form.set({ [name]: Number((10 ** Math.min(RATES[1], Math.max(RATES[0], x))).toPrecision(2)) }, { final });
  const plane = createPlane(place, {
    x: RATES, y: [low, high], label: text(label), height: TALL, labels: { x: false, y: false }, margin: { left: 44, top: 24, bottom: 24 },
    moved: ({ x, final }) => set(x, final),
    pressed: (x) => set(x, true),
    resized: () => read() && draw(),
  });

  function draw() {
    const { rates, heights, regimes, limit, rate, height } = read();
    plane.layer("bands").replaceChildren(...bands(plane, rates, regimes, lab));
    plane.layer("axes").replaceChildren(...axes(plane, powers));
    const points = rates.map((each, k) => [each, heights[k]]).filter(([, there]) => there !== null)
      .map(([each, there]) => `${plane.px(Math.log10(each)).toFixed(1)} ${plane.py(level(there)).toFixed(1)}`);
    plane.layer("curve").replaceChildren(...(points.length ? [svg("path", { class: "line", d: `M${points.join("L")}`, stroke: "var(--ink)" })] : []));
    plane.layer("limit").replaceChildren(...marked(plane, limit));
    plane.handles([{ key, x: Math.log10(rate), y: Number.isFinite(height) ? level(height) : high, lock: "x", label: text(WORDS.rate), colour: "var(--accent)", chosen: true }]);
  }
  return { draw };
}

/** Neighbouring rates of one regime as one band, named where there is room. */
function bands(plane, rates, regimes, lab) {
  const edge = (k) => (k === 0 ? RATES[0] : k === rates.length ? RATES[1] : Math.log10(rates[k - 1] * rates[k]) / 2);
  const found = [];
  regimes.forEach((regime, k) => {
    const last = found.at(-1);
    if (last?.regime === regime) last.to = k;
    else found.push({ regime, from: k, to: k });
  });
  return found.flatMap(({ regime, from, to }) => {
    const left = plane.px(edge(from));
    const right = plane.px(edge(to + 1));
    const [top, bottom] = [plane.margin.top, plane.size.height - plane.margin.bottom];
    const name = text(lab.page.extra.regimes[regime]);
    const named = right - left > 7 * name.length;
    return [
      svg("rect", { x: left, y: top, width: Math.max(1, right - left), height: bottom - top, fill: TONES[regime], "fill-opacity": 0.13, "data-regime": regime }),
      svg("rect", { x: left, y: top - 4, width: Math.max(1, right - left), height: 4, fill: TONES[regime] }),
      ...(named ? [svg("text", { class: "name", x: (left + right) / 2, y: top - 9, "text-anchor": "middle" }, name)] : []),
    ];
  });
}

function axes(plane, powers) {
  const bottom = plane.size.height - plane.margin.bottom;
  const every = plane.size.width < 500 ? 3 : 1;
  const across = Array.from({ length: 14 }, (_, k) => k - 7).filter((k) => (k + 7) % every === 0)
    .map((k) => svg("text", { x: plane.px(k), y: bottom + 16, "text-anchor": "middle" }, k >= -2 && k <= 3 ? String(10 ** Math.max(0, k) / 10 ** Math.max(0, -k)) : `1e${k}`));
  const up = powers.flatMap((k) => [
    svg("line", { class: "grid", x1: plane.margin.left, x2: plane.size.width - plane.margin.right, y1: plane.py(k), y2: plane.py(k) }),
    svg("text", { x: plane.margin.left - 6, y: plane.py(k) + 4, "text-anchor": "end" }, Math.abs(k) < 4 ? String(10 ** k) : `1e${k}`),
  ]);
  return [...up, ...across];
}

function marked(plane, at) {
  if (!at || Math.log10(at) < RATES[0] || Math.log10(at) > RATES[1]) return [];
  const x = plane.px(Math.log10(at));
  const [top, bottom] = [plane.margin.top, plane.size.height - plane.margin.bottom];
  return [
    svg("line", { class: "event", x1: x, x2: x, y1: top, y2: bottom }),
    svg("text", { class: "halo", x: x + 5, y: bottom - 6, "data-limit": number(at) }, `${text(WORDS.limit)} = ${number(at)}`),
  ];
}
