/** A class is a colour, a shape and a name, never one of them alone. */

import { h, svg } from "../../core/dom.js";
import { fill } from "../../core/i18n.js";
import { SHAPES, SHAPE_NAMES } from "../../core/plane-handle.js";
import { WORDS } from "./words.js";

export const colour = (k) => `var(--c${k})`;
export const shape = (k) => SHAPE_NAMES[k];

/** The mark of a class as a small drawing. */
export function mark(k) {
  return svg("svg", { class: "shape", viewBox: "-10 -10 20 20", "aria-hidden": "true" },
    svg("path", { d: SHAPES[shape(k)], fill: colour(k) }));
}

/** Mark and name. */
export const named = (k) => h("span", { className: "class-name" }, mark(k), h("span", { dir: document.documentElement.dir }, fill(WORDS.class, { k })));
