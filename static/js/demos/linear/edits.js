/** Sets of points, points and classes more or less, and where both walks start. */

import { byId, h } from "../../core/dom.js";
import { fill, text } from "../../core/i18n.js";
import { writeTable } from "../../core/table.js";
import { addPoint, classes, FEWEST, fitted, MOST, MOST_POINTS, removePoint, resizeClasses, rows } from "./data.js";
import { WORDS } from "./words.js";

const OWN = "own";
const NUDGE = 0.12; // a new point does not hide an old one

export function mountEdits(lab) {
  const { form } = lab;
  const { presets } = lab.page.extra;
  const select = byId("preset");
  const option = (value, words) => h("option", { value }, text(words));
  select.append(...Object.entries(presets).map(([key, { label }]) => option(key, label)), option(OWN, WORDS.own));
  select.addEventListener("change", () => presets[select.value] && take(presets[select.value]));

  function take({ points, classes: count }) {
    form.set({ points, ...fitted(form.default("W"), form.default("b"), count), back: "0" });
    lab.view.set({ point: Math.min(lab.view.get("point"), rows(lab).length - 1) });
  }

  const start = (W, b) => form.set({ W: writeTable(W), b: writeTable([b]) });
  const filled = (value) => Array.from({ length: classes(lab) }, () => Array.from({ length: 2 }, value));
  const zero = () => "0";
  const press = {
    "more-points": () => addPoint(lab, free(rows(lab)), pen()),
    "fewer-points": () => removePoint(lab, chosen()),
    "more-classes": () => resizeClasses(lab, 1),
    "fewer-classes": () => resizeClasses(lab, -1),
    "start-random": () => start(filled(random), filled(random).map(([value]) => value)),
    "start-zero": () => start(filled(zero), filled(zero).map(([value]) => value)),
    "start-slide": () => form.set(fitted(form.default("W"), form.default("b"), classes(lab))),
  };
  for (const [id, act] of Object.entries(press)) byId(id).addEventListener("click", act);
  lab.keys([{ keys: "r", label: WORDS.keys.random, run: press["start-random"] }]);

  const chosen = () => Math.min(lab.view.get("point"), rows(lab).length - 1);
  const pen = () => (lab.view.get("pen") === "none" ? Number(rows(lab)[chosen()]?.[2] ?? 0) : Number(lab.view.get("pen")));

  function draw({ data }) {
    const now = Object.entries(presets).find(([, preset]) => preset.points === form.get("points"))?.[0] ?? OWN;
    select.value = now;
    byId("preset-says").replaceChildren(presets[now] ? fill(presets[now].shows) : "");
    const count = classes(lab);
    const off = { "more-points": data.x.length >= MOST_POINTS, "fewer-points": data.x.length < 2, "more-classes": count >= MOST, "fewer-classes": count <= FEWEST };
    for (const [id, disabled] of Object.entries(off)) byId(id).disabled = disabled;
  }
  return { draw };
}

/** A place near the middle where no point is. */
function free(table) {
  let at = 0;
  while (table.some(([x, y]) => Math.hypot(x - at, y - at) < NUDGE / 2)) at += NUDGE;
  return [at, at];
}

/** Between -0.5 and 0.5, as the demo on slide 66 draws them. */
function random() {
  const [drawn] = crypto.getRandomValues(new Uint32Array(1));
  return String(Number((drawn / 2 ** 32 - 0.5).toFixed(2)));
}
