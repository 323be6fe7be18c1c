/** The surface of the map in three dimensions, the same trails on it; nothing of it is fetched before it is opened. */

import { byId, h } from "../core/dom.js";
import { fill, num, number, text } from "../core/i18n.js";
import { possible, Solid } from "../core/solid.js";
import { look } from "./looks.js";
import { point } from "./point.js";
import { before, placeAt, shareAt } from "./trails.js";
import { WORDS } from "./words.js";

const ASPECT = { x: 1.5, y: 0.9, z: 0.55 };
const LIFT = 0.008; // of the height: a line on coarse ground would sink into it

export function mountSolid(lab, names) {
  const [place, map, hint] = [byId("solid"), byId("map"), byId("solid-hint")];
  const box = h("div", { className: "drawing", ariaHidden: "true" });
  const said = h("p", { className: "told-why", role: "status" });
  const alike = {};
  let step = 0;
  let solid = null;

  const on = () => lab.view.get("seen") === "3d";

  async function open() {
    place.hidden = !on();
    map.classList.toggle("away", on());
    hint.hidden = !on() || !possible();
    if (!on()) return;
    if (!possible()) return say(WORDS.noWebgl);
    if (!solid) say(WORDS.loading);
    try {
      solid ??= new Solid(box, { theme: lab.theme, model: () => model(lab, names, step, alike) });
      await solid.open();
      say(null);
      place.setAttribute("role", "application");
      place.tabIndex = 0;
      describe();
    } catch {
      say(WORDS.noLibrary);
    }
  }

  function say(sentence) {
    said.hidden = !sentence;
    said.textContent = sentence ? text(sentence) : "";
  }

  function describe() {
    if (place.tabIndex === 0 && lab.frames.race) place.setAttribute("aria-label", spoken(lab, names, step));
  }

  lab.view.on("seen", open);
  place.append(said, box);
  open();
  return {
    /** @param {number} at a moment @param {boolean} still whether nothing plays */
    draw(at, still) {
      step = at;
      if (!on()) return;
      solid?.touch();
      if (still) describe();
    },
  };
}

/** Grid and ranges are kept while the surface stays. */
function model(lab, names, step, kept) {
  const { surface, race, rows } = lab.frames;
  if (!surface || !race) return null;
  if (kept.surface !== surface) Object.assign(kept, { surface, ...ground(surface) });
  const lowest = surface.lowest ?? 0;
  const lift = LIFT * (kept.ranges.z[1] - kept.ranges.z[0]);
  const wide = rows.length;
  const height = (k, row) => race.above.values[k * wide + row] + lowest + lift;
  const lines = rows.map(({ last }, row) => {
    const at = Math.min(step, last);
    const k = before(race.steps, at);
    const places = Array.from({ length: k + 1 }, (_, i) => [race.trail.values[2 * (i * wide + row)], race.trail.values[2 * (i * wide + row) + 1], height(i, row)]);
    const share = shareAt(race, row, at);
    if (share > 0) places.push([...placeAt(race, row, at), height(k, row) + share * (height(k + 1, row) - height(k, row))]);
    const [x, y, z] = [0, 1, 2].map((c) => places.map((one) => (Number.isFinite(one[c]) ? one[c] : null)));
    const { tone, dash3d, symbol } = look(row);
    return { name: names.short(row, rows), x, y, z, tone, dash: dash3d, symbol };
  });
  if (surface.path.length) lines.push({ name: text(WORDS.own), ...own(surface.path, lift), tone: "ink", dash: "dot", symbol: "circle" });
  return { ...kept, lines, start: [...surface.start, height(0, 0)], aspect: ASPECT };
}

const own = (path, lift) => ({ x: path.map(([x]) => x), y: path.map(([, y]) => y), z: path.map(([, , z]) => z + lift) });

/** Heights above the map's highest line are cut off: a pole must not flatten the rest. */
function ground({ x, y, values, levels }) {
  const [rows, columns] = values.shape;
  const along = ([from, to], count) => Array.from({ length: count }, (_, k) => from + ((to - from) * k) / (count - 1));
  const z = Array.from({ length: rows }, (_, j) => Array.from(values.values.subarray(j * columns, (j + 1) * columns), (v) => (Number.isFinite(v) ? v : null)));
  const low = z.flat().reduce((least, v) => (v === null || v > least ? least : v), Infinity);
  const base = Number.isFinite(low) ? low : 0;
  return { x: along(x, columns), y: along(y, rows), z, ranges: { x, y, z: [base, Math.max(levels.at(-1) ?? base + 1, base)] } };
}

/** The picture in words. */
function spoken(lab, names, step) {
  const { surface, race, rows } = lab.frames;
  const { ranges: { z: [low, high] } } = ground(surface);
  const where = rows.map(({ last }, row) => fill(WORDS.at, { rule: names.name(row, rows), point: point(placeAt(race, row, Math.min(step, last))) }).textContent);
  const all = where.join(lab.lang === "fa" ? "؛ " : "; ");
  const [left, right, bottom, top] = [...surface.x, ...surface.y].map((value) => number(value));
  return fill(WORDS.solid, { low: number(low), high: number(high), ax: num("x"), ay: num("y"), left, right, bottom, top, step: Math.floor(step), rules: all }).textContent;
}
