/** The 48 weights as three maps of 4 × 4: blue pulls to one class, brown to the other, hollow is 0. */

import { themeMaps } from "../../core/canvas.js";
import { h, svg } from "../../core/dom.js";
import { fill, rich, text } from "../../core/i18n.js";
import { WORDS } from "./words.js";

const SIDE = 4;
const CELL = 24;
const GAP = 22; // between two maps
const MAP = SIDE * CELL;
const said = (pair, args) => Object.entries(args).reduce((words, [key, value]) => words.replace(`{${key}}`, value), text(pair));

const photo = (lab, name) => text(lab.page.extra.photos[lab.form.get(name)]);

/** One row of maps a penalty, and the mean images of the two classes. */
export function drawMaps(place, lab, sweep, kinds) {
  const { diverging } = themeMaps(lab.theme.token);
  const lines = [...new Set(kinds)].map((kind) => weightsOf(lab, sweep, kind, diverging));
  const args = { one: photo(lab, "one"), other: photo(lab, "other"), zero: "0" };
  place.replaceChildren(...lines, h("p", { className: "small quiet" }, fill(WORDS.colours, args)), meansOf(lab, sweep));
}

function weightsOf(lab, { kinds, weights: all }, kind, colours) {
  const { w: { values: w }, now } = kinds[kind];
  const far = Math.max(1e-12, ...Array.from(w, Math.abs));
  const name = text(lab.page.extra.kinds[kind]);
  const cells = Array.from(w, (value, k) => {
    const [patch, channel] = [Math.floor(k / 3), k % 3];
    const place = { x: channel * (MAP + GAP) + (patch % SIDE) * CELL, y: Math.floor(patch / SIDE) * CELL, width: CELL - 2, height: CELL - 2, rx: 2 };
    if (value === 0) return svg("rect", { ...place, class: "empty", x: place.x + 0.5, y: place.y + 0.5, width: CELL - 3, height: CELL - 3 });
    const at = 4 * Math.round(255 * (0.5 - value / far / 2));
    return svg("rect", { ...place, fill: `rgb(${colours[at]} ${colours[at + 1]} ${colours[at + 2]})` });
  });
  const titles = WORDS.channels.map((pair, k) => svg("text", { x: k * (MAP + GAP) + MAP / 2, y: MAP + 13, "text-anchor": "middle" }, text(pair)));
  const drawing = svg("svg", { viewBox: `0 0 ${3 * MAP + 2 * GAP} ${MAP + 18}`, role: "img", "aria-label": said(WORDS.map, { kind: name, zeros: now.zeros, all }), "data-map": kind }, ...cells, ...titles);
  const counted = h("p", { className: "small quiet" }, fill(WORDS.empty, { zeros: now.zeros }));
  return h("div", { className: "map-line" }, h("div", {}, h("b", {}, rich(name)), counted), drawing);
}

function meansOf(lab, { means }) {
  const bytes = means.values;
  const pictures = [0, 1].flatMap((side) => Array.from({ length: SIDE * SIDE }, (_, patch) => {
    const at = 3 * (side * SIDE * SIDE + patch);
    const colour = `rgb(${bytes[at]} ${bytes[at + 1]} ${bytes[at + 2]})`;
    return svg("rect", { x: side * (MAP + GAP) + (patch % SIDE) * CELL, y: Math.floor(patch / SIDE) * CELL, width: CELL, height: CELL, fill: colour });
  }));
  const names = ["one", "other"].map((name, k) =>
    svg("text", { x: k * (MAP + GAP) + MAP / 2, y: MAP + 13, "text-anchor": "middle" }, photo(lab, name)));
  const drawing = svg("svg", { viewBox: `0 0 ${3 * MAP + 2 * GAP} ${MAP + 18}`, role: "img", "aria-label": text(WORDS.means) }, ...pictures, ...names);
  return h("div", { className: "map-line" }, h("div", { className: "small quiet" }, text(WORDS.mean)), drawing);
}
