/** The whole test set, class by class: what was taken for what. */

import { h } from "../core/dom.js";
import { count, fill, num, percent } from "../core/i18n.js";
import { className } from "./answers.js";
import { WORDS } from "./words.js";

const STRONG = 86; // percent of accent from which the ground is dark enough for light ink
const WEAK = 44; // and up to which it is light enough for dark ink
const KEYS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

/** Percent of accent in a cell's ground: two bands, so that no ink stands on a middle tone. */
export function shade(value, of) {
  const t = of ? value / of : 0;
  const strong = t >= 0.3;
  const mix = strong ? STRONG + (100 - STRONG) * Math.min(1, (t - 0.3) / 0.48) : WEAK * Math.sqrt(t / 0.3);
  return { mix: Math.round(mix), strong };
}

/** Keeps the table at the newest judgement at or before the step shown. */
export function mountConfusion(lab, history) {
  const table = document.getElementById("confusion-table");
  let judged; // undefined until something was shown
  const show = () => {
    const step = lab.view.get("step");
    const next = history.testAt(step === "" ? null : Number(step));
    if (next === judged) return;
    judged = next;
    if (judged?.matrix) draw(lab, table, judged);
    else clear(lab, table);
    light(lab, table, judged);
  };
  lab.view.on("step", show);
  lab.view.on("cell", () => light(lab, table, judged));
  table.addEventListener("click", (event) => choose(lab, event.target.closest("[data-cell]")));
  table.addEventListener("keydown", (event) => walk(lab, table, event));
  return { show };
}

function clear(lab, table) {
  table.replaceChildren();
  document.getElementById("confusion-of").replaceChildren(lab.text(WORDS.notJudged));
}

function draw(lab, table, judged) {
  const { matrix, classes } = judged;
  const head = matrix.map((_, j) => h("th", { scope: "col" }, h("span", {}, className(lab, j))));
  if (classes) head.push(h("th", { scope: "col" }, h("span", {}, lab.text(WORDS.right))));
  const rows = matrix.map((row, i) => {
    const of = classes?.[i]?.of ?? row.reduce((sum, n) => sum + n, 0); // only for the shade
    const cells = row.map((value, j) => cell(value, of, i, j));
    if (classes) cells.push(h("td", { class: "share" }, num(percent(classes[i].accuracy))));
    return h("tr", {}, h("th", { scope: "row" }, className(lab, i)), ...cells);
  });
  const focused = table.contains(document.activeElement);
  table.replaceChildren(
    h("caption", { class: "hide" }, lab.text(WORDS.rowsAreTruth)),
    h("thead", {}, h("tr", {}, h("td", { class: "corner" }), ...head)),
    h("tbody", {}, ...rows),
  );
  const said = { of: count(judged.of), step: count(judged.step) };
  document.getElementById("confusion-of").replaceChildren(fill(WORDS.judged, said));
  if (focused) table.querySelector("[tabindex='0']")?.focus();
}

function cell(value, of, i, j) {
  const { mix, strong } = shade(value, of);
  const ground = `color-mix(in oklab, var(--accent) ${mix}%, var(--sunken))`;
  const node = h("td", { class: i === j ? "hit" : "", "data-cell": `${i},${j}` }, String(value));
  node.style.setProperty("--cell", ground);
  node.style.setProperty("--cell-ink", strong ? "var(--on-accent)" : "var(--ink)");
  return node;
}

/** Show which row and column are chosen, and say what the cell means. */
function light(lab, table, judged) {
  const chosen = lab.view.get("cell");
  const [row, column] = chosen ? chosen.split(",").map(Number) : [-1, -1];
  for (const node of table.querySelectorAll("[data-cell]")) {
    const [i, j] = node.dataset.cell.split(",").map(Number);
    const on = i === row && j === column;
    node.classList.toggle("lit", i === row || j === column);
    node.classList.toggle("on", on);
    node.tabIndex = on || (row < 0 && i === 0 && j === 0) ? 0 : -1;
  }
  const place = document.getElementById("confusion-cell");
  const said = judged?.matrix?.[row]?.[column];
  place.replaceChildren(...(said === undefined ? [] : [fill(WORDS.confused, {
    count: count(said), truth: className(lab, row), answer: className(lab, column),
  })]));
}

function choose(lab, node) {
  if (!node) return;
  lab.view.set({ cell: node.dataset.cell === lab.view.get("cell") ? "" : node.dataset.cell });
}

function walk(lab, table, event) {
  const by = KEYS[event.key];
  const from = event.target.closest?.("[data-cell]")?.dataset.cell;
  if (!by || !from) return;
  event.preventDefault();
  event.stopPropagation(); // the run bar has the same keys
  const to = from.split(",").map((at, k) => Math.min(9, Math.max(0, Number(at) + by[k])));
  lab.view.set({ cell: to.join(",") });
  table.querySelector(`[data-cell="${to.join(",")}"]`)?.focus();
}
