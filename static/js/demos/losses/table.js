/** The table of scores with what follows from each column: answer and both losses. */

import { byId, h, icon } from "../../core/dom.js";
import { createGrid } from "../../core/grid.js";
import { num, number, prose, rich, text } from "../../core/i18n.js";
import { readTable, writeTable } from "../../core/table.js";
import { fitted } from "./sizes.js";
import { WORDS } from "./words.js";

const STRONGEST = 36; // percent of accent under dark ink
const DIGITS = 5;

/** @param {(k: number) => string} name of class k */
export function mountTable(lab, name) {
  const { form } = lab;
  const place = byId("table");
  const image = (j) => text(WORDS.image).replace("{image}", String(j + 1));
  const slot = (kind) => (j) => h("span", { "data-slot": `${kind}-${j}` });
  const losses = ["hinge", "softmax"];

  let grid = null;
  grid = createGrid(place, {
    form, name: "scores", step: 0.1,
    label: (i, j) => text(WORDS.cell).replace("{name}", name(i)).replace("{image}", String(j + 1)),
    head: (i) => h("span", { "data-name": i }, name(i)),
    top: (j) => h("button", { type: "button", className: "chip", "data-image": j, onclick: () => form.set({ image: String(j) }) }, prose(rich(image(j)))),
    foot: [
      { head: () => text(WORDS.right), cell: labelled },
      { head: () => text(WORDS.answer), cell: slot("answer") },
      ...losses.map((loss) => ({ head: () => rich(text(WORDS[loss])), cell: slot(loss) })),
    ],
    built: () => grid && lab.frames.table && draw(lab.frames),
    fit: (rows) => fitted(form, rows),
    picked: (i, j) => {
      if (form.get("image") !== String(j) || form.get("moved") !== String(i)) form.set({ image: String(j), moved: String(i) });
    },
  });
  let named = form.get("names");
  form.written(() => {
    if (named === form.get("names")) return;
    named = form.get("names");
    grid.rebuild();
  });

  function labelled(j) {
    const select = h("select", { "data-label": j, onchange: ({ target }) => {
      const [labels] = readTable(form.get("y"));
      labels[j] = target.value;
      form.set({ y: writeTable([labels]) });
    } });
    select.setAttribute("aria-label", text(WORDS.rightOf).replace("{image}", String(j + 1)));
    return select;
  }

  function draw({ table }) {
    const { scores, y, predicted } = table;
    const flat = scores.flat();
    const [low, high] = [Math.min(...flat), Math.max(...flat)];
    const [chosen, moved] = [Number(form.get("image")), Number(form.get("moved"))];
    for (const head of place.querySelectorAll("[data-image]")) head.setAttribute("aria-pressed", String(Number(head.dataset.image) === chosen));
    scores.forEach((row, i) => row.forEach((score, j) => {
      const cell = grid.at(i, j);
      if (!cell) return;
      cell.style.setProperty("--cell", `color-mix(in oklab, var(--accent) ${Math.round((STRONGEST * (score - low)) / (high - low || 1))}%, var(--surface))`);
      cell.parentNode.classList.toggle("truth", y[j] === i);
      cell.parentNode.classList.toggle("moved", j === chosen && i === moved);
    }));
    y.forEach((right, j) => {
      fillLabels(place.querySelector(`[data-label="${j}"]`), scores.length, right);
      put(place, `answer-${j}`, ...answer(predicted[j], right));
      for (const loss of losses) put(place, `${loss}-${j}`, ...load(loss, table[loss][j], Math.max(...table[loss])));
    });
  }

  function fillLabels(select, classes, right) {
    if (!select) return;
    const words = Array.from({ length: classes }, (_, k) => name(k));
    if ([...select.options].map((option) => option.text).join() !== words.join()) {
      select.replaceChildren(...words.map((word, k) => h("option", { value: String(k) }, word)));
    }
    select.value = String(right);
  }

  const answer = (k, right) => [h("span", { className: `answer-of ${k === right ? "right" : "wrong"}` }, icon(k === right ? "check" : "cross"),
    h("span", { className: "hide" }, text(k === right ? WORDS.isRight : WORDS.isWrong)), name(k))];
  return { draw };
}

function load(loss, value, most) {
  const bar = h("span", { className: `load ${loss}` }, h("i"));
  bar.setAttribute("aria-hidden", "true");
  bar.style.setProperty("--p", `${(100 * value) / (most || 1)}%`);
  const shown = num(number(value, DIGITS));
  shown.classList.add("told");
  return [shown, bar];
}

function put(place, slot, ...nodes) {
  place.querySelector(`[data-slot="${slot}"]`)?.replaceChildren(...nodes);
}
