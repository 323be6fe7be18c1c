/** Which way batches point: a histogram of angles to the exact gradient for every lane. */

import { byId, h, svg } from "../../core/dom.js";
import { count, fill, fixed, num, percent } from "../../core/i18n.js";
import { saveText } from "../../course/saving.js";
import { look } from "../../terrain/looks.js";
import { called, key, sizeName } from "./names.js";
import { WORDS } from "./words.js";

const [HIGH, GAP] = [16, 0.12]; // a bar is one wide
const LEAST = 0.6; // height of a bar of one batch
const DASH = "–";

/** @returns {{draw(): void}} */
export function createAngles(lab, told) {
  const [section, body, says] = ["angles", "angle-rows", "angles-say"].map(byId);
  let drawn = null;
  section.querySelector("[data-chip=csv]").addEventListener("click", () =>
    saveText(`${lab.key}-angles.csv`, table(told.noise?.angles ?? []), "text/csv"));

  function draw() {
    const { noise, race } = told;
    if (noise === drawn || (noise && !race)) return;
    drawn = noise;
    section.dataset.at = String(noise?.at ?? "");
    const angles = noise?.angles ?? [];
    body.replaceChildren(...angles.map((found, k) => row(found, race.lanes[k], k)));
    says.replaceChildren(...(angles.length ? sentences(noise, race.lanes[0]) : ["\u00a0"]));
  }
  return { draw };
}

function sentences({ at, angles: [first, ...rest] }, lane) {
  const said = { step: count(at), share: percent(first.uphill, 0), small: called(lane), right: num("90°") };
  const flat = [first, ...rest].reduce((sum, each) => sum + each.flat, 0);
  return [fill(WORDS.uphill, said), ...(flat ? [" ", fill(WORDS.flat, { flat: count(flat) })] : [])];
}

function row({ counts, median, uphill }, lane, k) {
  const cell = (value) => h("td", { class: "n" }, num(value));
  return h("tr", { "data-angles": k },
    h("th", { scope: "row" }, key(k), lane.full ? sizeName(lane) : num(sizeName(lane))),
    h("td", { class: "wide" }, bars(counts, median, look(k).colour)),
    cell(median === null ? DASH : `${fixed(median, 1)}°`),
    cell(percent(uphill, 0)));
}

/** Bars as wide as five degrees, a line at 90° and one at the median; every row to its own height. */
function bars(counts, median, colour) {
  const most = Math.max(1, ...counts);
  const tall = (n) => Math.max(LEAST, ((HIGH - 1) * n) / most);
  const middle = (counts.length * median) / 180;
  return svg("svg", { class: "bars", viewBox: `0 0 ${counts.length} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("line", { class: "right", x1: counts.length / 2, x2: counts.length / 2, y1: 0, y2: HIGH }),
    ...counts.map((n, i) => (n ? svg("rect", { x: i + GAP / 2, width: 1 - GAP, y: HIGH - tall(n), height: tall(n), fill: colour }) : "")),
    ...(median === null ? [] : [svg("line", { class: "median", x1: middle, x2: middle, y1: 0, y2: HIGH })]));
}

function table(angles) {
  const width = 180 / (angles[0]?.counts.length ?? 1);
  const rows = angles.flatMap(({ batch, counts }) => counts.map((n, i) => [batch, i * width, (i + 1) * width, n].join()));
  return ["batch,from,to,batches", ...rows, ""].join("\n");
}
