/** The layers before there is a picture of them: what each will be, from the plan of the settings. */

import { h } from "../../core/dom.js";
import { count, fill, num, rich } from "../../core/i18n.js";
import { shapeOf } from "./maps.js";
import { WORDS } from "./words.js";

const MOST = 12; // squares in a row, as maps are laid out

/** One row: its name, its shape and numbers, a square for each of its first maps. */
export function blankRow(row, name) {
  const shape = shapeOf(row);
  const parts = [num(shape.join("×"))];
  if (row.parameters) parts.push(" · ", fill(WORDS.parameters, { count: count(row.parameters) }));
  const squares = Array.from({ length: Math.min(MOST, shape.at(-1)) }, () => h("i", {}));
  return h("li", { class: "blank", "data-kind": row.kind },
    h("div", {}, h("h3", {}, rich(name)), h("p", { class: "meta" }, ...parts)),
    h("div", { class: "maps-column", "aria-hidden": "true" }, h("div", { class: "squares" }, ...squares)),
    h("div", { class: "ratio" }),
  );
}
