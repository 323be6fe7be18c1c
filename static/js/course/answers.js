/** An image and what the network makes of it: the parts that several sections share. */

import { paintPicture } from "../core/canvas.js";
import { h, icon } from "../core/dom.js";
import { fixed } from "../core/i18n.js";
import { WORDS } from "./words.js";

/** The name of class `index` in the reader's language. */
export function className(lab, index) {
  return lab.text(lab.page.extra.classes[index]);
}

/** Classes by probability, the likeliest first. */
export function ranked(probabilities) {
  return probabilities.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p);
}

/** A tick or a cross, said in words too. */
export function mark(lab, good) {
  const word = h("span", { class: "hide" }, lab.text(good ? WORDS.right : WORDS.wrong));
  return h("span", { class: good ? "right" : "wrong" }, icon(good ? "check" : "cross"), word);
}

/** Bars of the `most` likeliest classes; the true one is in the accent and bold. */
export function bars(lab, probabilities, target, most = 3, places = 2) {
  const cells = ranked(probabilities).slice(0, most).flatMap(({ p, index }) => {
    const fill = h("i", {});
    fill.style.setProperty("--p", `${100 * p}%`);
    const name = className(lab, index);
    const truth = index === target;
    return [
      h("span", {}, truth ? h("b", {}, name) : name),
      h("span", { class: truth ? "track is-true" : "track" }, fill),
      h("span", { class: "num" }, fixed(p, places)),
    ];
  });
  return h("div", { class: "bars" }, ...cells);
}

/** Picture number `at` of a frame (n, 32, 32, 3), or the only one of (32, 32, 3). */
export function picture(array, at = 0) {
  const [rows, columns] = array.shape.slice(-3);
  const size = rows * columns * 3;
  const canvas = h("canvas", { class: "picture" });
  const bytes = array.values.subarray(at * size, (at + 1) * size);
  paintPicture(canvas, bytes, [rows, columns]);
  return canvas;
}
