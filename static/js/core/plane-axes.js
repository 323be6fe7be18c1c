/** Horizontal gridlines, one axis below, a handful of labels, names at the ends. */

import { svg } from "./dom.js";
import { number } from "./i18n.js";
import { tidyStep } from "./params.js";

const LABELS = 5;

/** Round numbers in [low, high], about `count` of them. */
export function ticks([low, high], count = LABELS) {
  const step = tidyStep((high - low) / count) || 1;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const found = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return found.length > 1.5 * count ? found.filter((_, i) => i % 2 === 0) : found;
}

/** The elements of the axes of a plane. @param {[string, string]} [names] */
export function axes(plane, names = ["", ""]) {
  const { px, py, margin, size } = plane;
  const [left, right, bottom] = [margin.left, size.width - margin.right, size.height - margin.bottom];
  const across = !plane.labels.y ? [] : ticks(plane.y).flatMap((y) => [
    svg("line", { class: "grid", x1: left, x2: right, y1: py(y), y2: py(y) }),
    svg("text", { x: left - 6, y: py(y) + 4, "text-anchor": "end" }, number(y)),
  ]);
  const along = !plane.labels.x ? [] : ticks(plane.x, Math.max(3, Math.min(8, size.width / 80))).flatMap((x) => [
    svg("line", { class: "axis", x1: px(x), x2: px(x), y1: bottom, y2: bottom + 4 }),
    svg("text", { x: px(x), y: bottom + 17, "text-anchor": "middle" }, number(x)),
  ]);
  const [nameX, nameY] = names;
  return [
    ...across,
    svg("line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom }),
    ...along,
    ...(nameX ? [svg("text", { class: "halo", x: right, y: bottom - 6, "text-anchor": "end" }, nameX)] : []),
    ...(nameY ? [svg("text", { class: "halo", x: left + 4, y: margin.top + 2 }, nameY)] : []),
  ];
}
