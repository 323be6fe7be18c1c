/** At the head of the rule that is spelled out: gradient, memory and step as arrows. */

import { byId, h, svg } from "../../core/dom.js";
import { rich, text } from "../../core/i18n.js";
import { look } from "../../terrain/looks.js";
import { WORDS } from "./words.js";

const SMALLEST = 46; // pixels of the longest arrow: below that all are enlarged alike
const LARGEST = 220;
const CACHE = 40;

/** @returns {Element[]} to one scale, so that they may be compared */
export function drawArrows(plane, row, found, k) {
  if (!found || !Number.isFinite(found.move[0])) return key([]) ?? [];
  const list = arrows(row, found, k);
  const pixels = list.map(({ by }) => Math.hypot(plane.px(by[0]) - plane.px(0), plane.py(by[1]) - plane.py(0)));
  const longest = Math.max(...pixels.filter(Number.isFinite), 1e-300);
  const scale = longest < SMALLEST ? SMALLEST / longest : longest > LARGEST ? LARGEST / longest : 1;
  key([...list, ...(caches(row).length ? [{ name: "cache", colour: "var(--ink-3)" }] : [])]);
  return [...bars(plane, row, found), ...list.map((arrow) => draw(plane, found.point, arrow, scale))];
}

function arrows({ hyper, slots }, found, k) {
  const { colour } = look(k);
  const times = (factor, [x, y]) => [factor * x, factor * y];
  const memory = slots.flatMap(({ kind }, s) => {
    if (kind === "cache") return [];
    return [{ name: kind, colour: "var(--ink-2)", dash: "5 3", by: kind === "mean" ? times(-hyper.lr, found.slots[s]) : found.slots[s] }];
  });
  return [{ name: "downhill", colour: "var(--accent)", by: times(-hyper.lr, found.gradient) }, ...memory,
    { name: "move", colour, wide: 3.5, by: found.move }];
}

const caches = ({ slots }) => slots.flatMap(({ kind }, s) => (kind === "cache" ? [s] : []));

/** The roots of the cache as a cross: the longer the bar, the more that coordinate is held back. */
function bars(plane, row, found) {
  const s = caches(row)[0];
  if (s === undefined) return [];
  const roots = found.slots[s].map((value) => Math.sqrt(Math.max(0, value)));
  const most = Math.max(...roots);
  if (!(most > 0)) return [];
  const [x, y] = [plane.px(found.point[0]), plane.py(found.point[1])];
  const [wide, high] = roots.map((value) => (CACHE * value) / most);
  return [svg("path", { class: "cache-bars", d: `M${x - wide} ${y}h${2 * wide}M${x} ${y - high}v${2 * high}` })];
}

function draw(plane, [x, y], { name, colour, dash, wide = 2, by }, scale) {
  const [x0, y0] = [plane.px(x), plane.py(y)];
  const [dx, dy] = [(plane.px(by[0]) - plane.px(0)) * scale, (plane.py(by[1]) - plane.py(0)) * scale];
  const long = Math.hypot(dx, dy);
  const line = svg("path", { d: `M${x0} ${y0}l${dx} ${dy}`, fill: "none", stroke: colour, "stroke-width": wide, "stroke-dasharray": dash });
  const angle = (180 * Math.atan2(dy, dx)) / Math.PI;
  const head = long < 6 ? null : svg("path", { d: "M0 0l-9-4.500v9z", fill: colour, transform: `translate(${x0 + dx} ${y0 + dy}) rotate(${angle})` });
  return svg("g", { class: "arrow", "data-arrow": name }, line, ...(head ? [head] : []));
}

function key(list) {
  const place = byId("arrows-key");
  const said = list.map(({ name, colour }) => name + colour).join();
  if (place.dataset.said === said) return null;
  place.dataset.said = said;
  place.replaceChildren(...list.map(({ name, colour, dash, wide = 2 }) =>
    h("li", {}, svg("svg", { class: "key", viewBox: "0 0 24 12", "aria-hidden": "true" }, svg("path", { d: "M0 6h17", stroke: colour, "stroke-width": wide, "stroke-dasharray": dash }), name === "cache" ? null : svg("path", { d: "M24 6l-9-4v8z", fill: colour, stroke: "none" })), rich(text(WORDS[name])))));
  return null;
}
