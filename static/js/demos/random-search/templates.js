/** The best W of one of the three as ten pictures, asked for while they are seen. */

import { paintPicture } from "../../core/canvas.js";
import { byId, h } from "../../core/dom.js";
import { fill, num, number } from "../../core/i18n.js";
import { sight } from "../../course/sight.js";
import { WORDS } from "./words.js";

const SIDE = 32;
const CELLS = 3 * SIDE * SIDE;

/** Fill #templates. */
export function mountTemplates(lab) {
  const section = byId("templates");
  const says = byId("templates-says");
  const cards = lab.page.extra.classes.map((name) => card(lab.text(name)));
  byId("cards").replaceChildren(...cards.map(({ node }) => node));
  const eye = sight([section], () => watch.refresh());
  const ask = () => (eye.now ? { what: "templates", rider: lab.view.get("rider") } : null);
  const show = ({ step, frames: { scale, templates } }) => {
    cards.forEach(({ canvas }, c) => paintPicture(canvas, templates.values.subarray(CELLS * c, CELLS * (c + 1)), [SIDE, SIDE]));
    Object.assign(section.dataset, { step: String(step), rider: scale.rider });
    const name = lab.text(lab.page.extra.riders[scale.rider]);
    says.replaceChildren(fill(WORDS.scale, { name, w: num("W"), limit: num(`±${number(scale.limit, 2)}`), step }));
  };
  const watch = lab.watch(ask, show, ({ message }) => (says.textContent = message));
  lab.view.on("rider", () => watch.refresh());
}

function card(name) {
  const canvas = h("canvas", { class: "pixelated", width: SIDE, height: SIDE });
  return { canvas, node: h("li", {}, canvas, h("b", {}, name)) };
}
