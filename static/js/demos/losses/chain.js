/** Every line of the computation with its numbers, one after the other. */

import { byId, h } from "../../core/dom.js";
import { drawExpression } from "../../core/expression.js";
import { num, number, prose, rich, text } from "../../core/i18n.js";
import { WORDS } from "./words.js";

const DIGITS = 6;

/** @param {(k: number) => string} name of class k */
export function mountChain(lab, name) {
  const table = byId("chain");
  let last = null;
  const lines = () => WORDS.lines[lab.view.get("chain")];
  byId("step-on").addEventListener("click", () => lab.view.set({ line: (lab.view.get("line") % lines().length) + 1 }));
  byId("step-all").addEventListener("click", () => lab.view.set({ line: 0 }));
  lab.view.on("chain", () => last && draw(last));
  lab.view.on("line", () => last && draw(last));

  function draw(frames) {
    last = frames;
    const chain = lab.view.get("chain");
    const values = frames[chain];
    const lit = lab.view.get("line");
    const classes = frames.hinge.scores.map((_, k) => h("th", { scope: "col", className: "n" }, prose(name(k))));
    const rows = lines().map(([code, why, key], at) => {
      const row = h("tr", { "data-line": at + 1 }, h("th", { scope: "row" }, h("code", {}, code), h("br"), h("span", { className: "quiet small" }, rich(text(why)))), ...cells(values[key], values.y, classes.length));
      row.classList.toggle("later", lit > 0 && at + 1 > lit);
      row.classList.toggle("lit", at + 1 === lit);
      return row;
    });
    table.replaceChildren(h("thead", {}, h("tr", {}, h("th", { scope: "col" }, text(WORDS.line)), ...classes)), h("tbody", {}, ...rows));
    if (frames.formula?.[chain]) byId("chain-formula").replaceChildren(drawExpression(frames.formula[chain], frames));
  }
  return { draw };
}

/** One number a class, or one of the whole image. */
function cells(values, y, classes) {
  const shown = (value) => {
    const node = num(number(value, DIGITS));
    node.classList.add("told");
    return node;
  };
  if (!Array.isArray(values)) return [h("td", { className: "n", colSpan: classes }, h("b", {}, shown(values)))];
  return values.map((value, k) => h("td", { className: k === y ? "n y" : "n" }, shown(value)));
}
