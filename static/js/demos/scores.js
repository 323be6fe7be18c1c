/** D05: Wx + b, every number on the page and open to change. */

import { bindViewControls } from "../core/choices.js";
import { drawExpression } from "../core/expression.js";
import { createGrid } from "../core/grid.js";
import { count, fill, num, text } from "../core/i18n.js";
import { mountHunt } from "./scores/hunt.js";
import { drawPixels } from "./scores/pixels.js";
import { mountScores } from "./scores/list.js";
import { mountShapes } from "./scores/shapes.js";
import { fitted, mountSizes } from "./scores/sizes.js";
import { mountSums } from "./scores/sums.js";
import { WORDS } from "./scores/words.js";

/** Wire the sections of the page to `lab`. */
export function mount(main, lab) {
  const name = (k) => text(lab.page.extra.classes[k]);
  const grids = mountGrids(lab, name);
  const list = mountScores(lab, name);
  const hunt = mountHunt(lab, name);
  const sums = mountSums(lab);
  const shapes = mountShapes(lab);
  bindViewControls(lab);
  mountSizes(lab);

  const formula = document.getElementById("row-formula");
  function spell() {
    const { scores, formula: rows } = lab.frames;
    if (!scores) return;
    const k = Math.min(lab.view.get("row"), scores.scores.length - 1);
    if (rows?.[k]) formula.replaceChildren(drawExpression(rows[k], lab.frames));
    document.getElementById("row-said").replaceChildren(fill(WORDS.row, { name: name(k) }));
    sums.draw(scores, k);
    list.draw(scores, k);
    hunt.draw(lab.frames);
    for (const row of grids.W.node.querySelectorAll("[data-row]")) row.classList.toggle("on", Number(row.dataset.row) === k);
  }

  function draw() {
    const { scores } = lab.frames;
    drawPixels(scores);
    sizes(scores, lab.form.get("trick") === "1");
    if (lab.frames.shapes) shapes.draw(lab.frames.shapes);
    lab.live(numbers(lab.frames, name));
    spell();
  }
  lab.on("computed", draw);
  for (const value of ["row", "hunt", "guess"]) lab.view.on(value, spell);
}

function mountGrids(lab, name) {
  const { form } = lab;
  const cells = (id) => document.querySelector(`#matrix-${id} [data-cells]`);
  const called = (pair) => (i, j) => text(pair).replace("{class}", name(i)).replace("{pixel}", String(j + 1));
  const pixel = (i) => text(WORDS.pixel).replace("{pixel}", String(i + 1));
  return {
    W: createGrid(cells("W"), { form, name: "W", label: called(WORDS.weight), step: 0.1, fit: (rows) => fitted(form, rows) }),
    x: createGrid(cells("x"), { form, name: "x", label: pixel, step: 1, column: true }),
    b: createGrid(cells("b"), { form, name: "b", label: called(WORDS.bias), step: 0.1, column: true }),
  };
}

function sizes({ W, x, b }, trick) {
  const say = (id, words) => document.querySelector(`#matrix-${id} [data-size]`).replaceChildren(num(words));
  say("W", `${W.length}×${W[0].length}`);
  say("x", `${x.length}×1`);
  say("b", trick ? "" : `${b.length}×1`);
  document.getElementById("equation").toggleAttribute("data-trick", trick);
  document.getElementById("equation").toggleAttribute("data-wide", W[0].length > 5);
}

/** What the lesson's sentences name. */
function numbers({ scores, shapes }, name) {
  const told = { best: name(scores.best), right: name(scores.y), loss: scores.hinge[scores.y], parameters: shapes && count(shapes.parameters) };
  return Object.fromEntries(Object.entries(told).map(([key, value]) => [key, typeof value === "number" ? String(Number(value.toPrecision(6))) : value]));
}
