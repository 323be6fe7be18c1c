/** Every point: scores, under each what it adds to the loss, the loss, whether it comes right. */

import { byId, h, icon } from "../../core/dom.js";
import { number, text } from "../../core/i18n.js";
import { mark } from "./classes.js";
import { turnPoint } from "./data.js";
import { WORDS } from "./words.js";

const words = (pair, values) => text(pair).replace(/\{(\w)\}/g, (_, name) => String(values[name]));
const put = (node, shown) => { if (node.textContent !== shown) node.textContent = shown; };
const small = (value) => number(value, 3).replace("-", "−");

export function mountTable(lab, side) {
  const table = byId(`table-${side}`);
  let shape = "";
  let rows = [];

  table.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-point]");
    if (!row) return;
    const i = Number(row.dataset.point);
    if (target.closest("[data-turn]")) turnPoint(lab, i);
    else lab.view.set({ point: i });
  });

  function build(count, classes) {
    const names = Array.from({ length: classes }, (_, k) => h("th", { className: "n", scope: "col" }, h("bdi", {}, `s${"₀₁₂₃₄"[k]}`)));
    const hidden = h("th", { scope: "col" }, h("span", { className: "hide" }, text(WORDS.verdict)));
    rows = Array.from({ length: count }, (_, i) => line(i, classes));
    table.replaceChildren(
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("bdi", {}, "x")), h("th", { scope: "col" }, h("bdi", {}, "y")), ...names,
        h("th", { className: "n", scope: "col" }, h("bdi", {}, "L")), hidden)),
      h("tbody", {}, ...rows.map(({ node }) => node)));
  }

  function draw({ data, [side]: said }) {
    if (table.closest("[data-side]").hidden) return;
    const now = `${data.x.length}×${said.W.length}`;
    if (now !== shape) build(data.x.length, said.W.length);
    shape = now;
    rows.forEach((row, i) => fillRow(row, i, data, said, i === Math.min(lab.view.get("point"), rows.length - 1)));
  }
  return { place: table.parentElement, draw };
}

function line(i, classes) {
  const place = h("button", { type: "button", className: "num" });
  const turn = h("button", { type: "button" });
  turn.dataset.turn = "";
  const cells = Array.from({ length: classes }, () => ({ score: h("bdi", { className: "num told" }), term: h("small", { className: "num told" }) }));
  const loss = h("bdi", { className: "num told" });
  const verdict = h("td");
  const node = h("tr", {}, h("th", { scope: "row" }, place), h("td", {}, turn),
    ...cells.map(({ score, term }) => h("td", { className: "n" }, score, term)), h("td", { className: "n" }, loss), verdict);
  node.dataset.point = String(i);
  loss.dataset.loss = String(i);
  return { node, place, turn, cells, loss, verdict };
}

function fillRow({ node, place, turn, cells, loss, verdict }, i, { x, y }, { scores, terms, each, best }, chosen) {
  node.classList.toggle("on", chosen);
  put(place, `(${x[i].map((value) => number(value, 3).replace("-", "−")).join(", ")})`);
  place.setAttribute("aria-label", words(WORDS.choose, { i }));
  if (turn.dataset.turn !== String(y[i])) {
    turn.dataset.turn = String(y[i]);
    turn.replaceChildren(mark(y[i]));
    turn.setAttribute("aria-label", words(WORDS.turn, { i, k: y[i] }));
  }
  cells.forEach(({ score, term }, k) => {
    put(score, small(scores[i][k]));
    put(term, small(terms[i][k]));
    score.classList.toggle("pays", k === y[i]);
  });
  put(loss, small(each[i]));
  loss.classList.toggle("pays", each[i] > 0);
  const right = best[i] === y[i];
  if (verdict.dataset.right === String(right)) return;
  verdict.dataset.right = String(right);
  verdict.replaceChildren(h("span", { className: right ? "right" : "wrong" }, icon(right ? "check" : "cross"), h("span", { className: "hide" }, text(right ? WORDS.right : WORDS.wrong))));
}
