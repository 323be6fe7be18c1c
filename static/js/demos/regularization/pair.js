/** Two rows of weights with the same score, measured by every penalty. */

import { byId, h, icon } from "../../core/dom.js";
import { createGrid } from "../../core/grid.js";
import { num, number, rich, text } from "../../core/i18n.js";
import { WORDS } from "./words.js";

const DIGITS = 6;

/** Two grids and a table of scores and sizes; the smaller size is marked. */
export function mountPair(lab) {
  const { form } = lab;
  const said = (pair, args) => Object.entries(args).reduce((words, [key, value]) => words.replace(`{${key}}`, value), text(pair));
  createGrid(byId("pair-x"), { form, name: "x", step: 0.1, label: (_, j) => said(WORDS.input, { n: j + 1 }) });
  createGrid(byId("pair-w"), { form, name: "pair", step: 0.05, label: (i, j) => said(WORDS.weight, { row: i + 1, n: j + 1 }) });
  const kinds = lab.page.params.find((param) => param.name === "regularizer").options;
  const body = byId("pair-table").tBodies[0];

  function draw({ pair }) {
    if (!pair) return;
    const rows = kinds.map(({ key, label: name }) => row(name, pair.sizes[key], pair.prefers[key], key));
    body.replaceChildren(row(WORDS.score, pair.scores, undefined, "score"), ...rows);
  }
  return { draw };
}

function row(name, values, better, key) {
  const cells = values.map((value, k) => {
    const shown = num(number(value, DIGITS));
    shown.dataset.value = `${key}.${k}`;
    if (better !== k) return h("td", { className: "n" }, shown);
    return h("td", { className: "n better" }, h("span", {}, icon("check"), h("span", { className: "hide" }, text(WORDS.better)), shown));
  });
  return h("tr", {}, h("th", { scope: "row" }, rich(text(name))), ...cells, h("td", { className: "quiet small" }, better === null ? text(WORDS.same) : ""));
}
