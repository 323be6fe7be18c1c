/** W and b at the step shown, each with its gradient under it; an edit starts both walks from there. */

import { byId, h } from "../../core/dom.js";
import { createGrid } from "../../core/grid.js";
import { number, text } from "../../core/i18n.js";
import { readTable, writeTable } from "../../core/table.js";
import { named } from "./classes.js";
import { WORDS } from "./words.js";

const DIGITS = 4; // of a number that an update has made, where it becomes a start
const HEADS = ["w₀", "w₁", "b"];

export function mountWeights(lab, side) {
  const place = byId(`weights-${side}`);
  const label = (k, j) => text(j < 2 ? WORDS.weight : WORDS.bias)
    .replace("{side}", text(WORDS.sides[side])).replace("{j}", String(j)).replace("{k}", String(k));
  const grid = createGrid(place, {
    form: startOf(lab, side), name: "theta", label, step: 0.1,
    head: named, top: (j) => HEADS[j], under: slope,
  });
  return {
    place,
    draw({ [side]: { dW, db } }) {
      grid.draw();
      dW.forEach((row, k) => [...row, db[k]].forEach((value, j) => {
        const node = place.querySelector(`[data-slope="${k},${j}"]`);
        if (node) node.textContent = signed(value);
      }));
    },
  };
}

function slope(k, j) {
  const node = h("bdi", { className: "num slope told" });
  node.dataset.slope = `${k},${j}`;
  return node;
}

const signed = (value) => `${value > 0 ? "+" : ""}${number(value, 3)}`.replace("-", "−");

/** The form as one table [W b] of this side: what is written there becomes the start. */
function startOf({ form, frames }, side) {
  const beside = (W, b) => writeTable(W.map((row, k) => [...row, b[k]]));
  const made = (value) => String(Number(value?.toPrecision(DIGITS))).replace("e+", "e");
  return {
    get() {
      const { data, [side]: said } = frames;
      if (data?.step > 0) return beside(said.W.map((row) => row.map(made)), said.b.map(made));
      return beside(readTable(form.get("W")), readTable(form.get("b"))[0]);
    },
    set({ theta }, options) {
      const rows = readTable(theta);
      const start = { W: writeTable(rows.map((row) => row.slice(0, 2))), b: writeTable([rows.map((row) => row[2])]) };
      form.set({ ...start, steps: "0", back: "0" }, options);
    },
    written() {},
    refusals: (handler) => form.refusals(({ W, b }) => handler(W || b ? { theta: W ?? b } : {})),
  };
}
