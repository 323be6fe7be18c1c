/** D08: one table of scores, two losses, every number between them. */

import { bindViewControls } from "../core/choices.js";
import { byId } from "../core/dom.js";
import { fill, number, percent, text } from "../core/i18n.js";
import { mountChain } from "./losses/chain.js";
import { mountJiggle } from "./losses/jiggle.js";
import { mountPicture } from "./losses/picture.js";
import { mountSizes } from "./losses/sizes.js";
import { mountTable } from "./losses/table.js";
import { mountWhatIfs } from "./losses/whatifs.js";
import { WORDS } from "./losses/words.js";

const DIGITS = 5;

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const name = (k) => text(lab.page.extra.names[lab.form.get("names")]?.[k] ?? String(k));
  const parts = [mountTable, mountPicture, mountChain, mountWhatIfs, mountJiggle].map((part) => part(lab, name));
  mountSizes(lab);
  bindViewControls(lab);
  lab.on("computed", () => {
    for (const part of parts) part.draw(lab.frames);
    tell(lab, name);
  });
}

function tell(lab, name) {
  const { table, hinge, softmax, trace } = lab.frames;
  const tiles = { hinge: number(table.means.hinge, DIGITS), softmax: number(table.means.softmax, DIGITS), accuracy: percent(table.accuracy), margin: number(trace?.edge, DIGITS) };
  for (const [key, value] of Object.entries(tiles)) document.querySelector(`[data-tile=${key}]`).textContent = value;
  const moved = name(Number(lab.form.get("moved")));
  byId("plane-said").replaceChildren(fill(WORDS.moving, { name: moved, image: Number(lab.form.get("image")) + 1 }));
  document.querySelector("[data-note=margin]").replaceChildren(fill(WORDS.scoreOf, { name: moved }));
  const told = { hinge: number(hinge.loss, DIGITS), softmax: number(softmax.loss, DIGITS), p: number(softmax.probabilities[hinge.y], DIGITS), mean_hinge: tiles.hinge, mean_softmax: tiles.softmax };
  lab.live({ right: name(hinge.y), ...told, ...asPrinted(lab.form, told) });
}

/** The numbers under the printed formulas; none while a switch makes them another loss. */
function asPrinted(form, told) {
  const usual = (...names) => names.every((name) => form.get(name) === form.default(name));
  const printed = { hinge: usual("square", "own", "mean"), softmax: usual("temperature", "base") };
  return Object.fromEntries(Object.entries(told).map(([name, shown]) =>
    [`plain_${name}`, printed[name.includes("hinge") ? "hinge" : "softmax"] ? shown : "–"]));
}
