/** W, 2W, 3W: the loss of a satisfied W is flat, and only the penalty says which one is best. */

import { byId, svg } from "../../core/dom.js";
import { drawExpression } from "../../core/expression.js";
import { createGrid } from "../../core/grid.js";
import { fill, fixed, number, text } from "../../core/i18n.js";
import { createPlane } from "../../core/plane.js";
import { outline } from "./shapes.js";
import { WORDS } from "./words.js";

const TOP = 4; // the largest scale
const TWO = 40; // index of scale 2

/** Tiles, the curve with its handle, the table, the formulas. */
export function mountScaling(lab) {
  const plane = mountPlane(lab);
  const name = (k) => text(WORDS.classes[k]);
  createGrid(byId("score-cells"), {
    form: lab.form, name: "scores", step: 0.1,
    label: (i, j) => text(WORDS.cell).replace("{class}", name(i)).replace("{image}", name(j)),
    head: (i) => document.createTextNode(name(i)), top: (j) => document.createTextNode(name(j)),
  });
  for (const button of document.querySelectorAll("[data-alpha]")) {
    button.addEventListener("click", () => lab.form.set({ alpha: button.dataset.alpha }));
  }
  return {
    draw({ curve, point, formula }) {
      if (!curve || !point) return;
      tell(curve, point);
      plane.draw(curve, point);
      byId("scaled-formulas").replaceChildren(...formula.scaled.map((expression) => {
        const place = Object.assign(document.createElement("div"), { className: "eq", tabIndex: 0 });
        place.setAttribute("role", "group");
        place.setAttribute("aria-label", text(WORDS.data));
        place.append(drawExpression(expression, lab.frames));
        return place;
      }));
    },
  };
}

function tell({ best: [low, high], single, least }, { alpha, data, penalty, total }) {
  const put = (key, node) => document.querySelector(`[data-tile=${key}]`).replaceChildren(node);
  const note = (key, pair, args) => document.querySelector(`[data-note=${key}]`).replaceChildren(fill(pair, args));
  for (const [key, value] of Object.entries({ alpha, data, cost: penalty, total })) {
    const place = document.querySelector(`[data-tile=${key}]`);
    place.classList.add("told");
    place.textContent = number(value, 6);
  }
  put("best", document.createTextNode(single ? number(low, 6) : `${fixed(low, 3)} … ${fixed(high, 0)}`));
  note("best", single ? WORDS.unique : WORDS.notUnique);
  note("total", ["{word} {least}", "{word} {least}"], { word: text(WORDS.least), least });
}

function mountPlane(lab) {
  let last = null;
  const moved = ({ x, final }) => lab.form.set({ alpha: String(Number(Math.min(TOP, Math.max(0, x)).toFixed(2))) }, { final });
  const plane = createPlane(byId("scale-plane"), {
    x: [0, TOP], y: [0, 3], height: 270, label: text(WORDS.scale), names: ["α", ""], moved, margin: { top: 16 },
    resized: () => last && draw(...last),
  });
  const clip = svg("rect");
  plane.node.prepend(svg("defs", {}, svg("clipPath", { id: "clip-scale" }, clip)));
  plane.layer("curves").setAttribute("clip-path", "url(#clip-scale)");

  function draw(curve, point) {
    last = [curve, point];
    const top = 1.15 * Math.max(curve.data[0], curve.total[TWO], curve.least, 0.5);
    if (plane.y[1] !== top) plane.bounds([0, TOP], [0, top]);
    const { margin, size, px, py } = plane;
    const box = { x: margin.left, y: margin.top, width: size.width - margin.left - margin.right, height: size.height - margin.top - margin.bottom + 4 };
    for (const [name, value] of Object.entries(box)) clip.setAttribute(name, value);
    const line = (name, values) => svg("path", { class: `line ${name}`, d: outline(plane, curve.alphas.map((a, k) => [a, values[k]])) });
    const [low, high] = curve.best;
    plane.layer("curves").replaceChildren(
      ...(curve.single ? [] : [svg("line", { class: "flat", x1: px(low), x2: px(high), y1: py(curve.least), y2: py(curve.least) })]),
      line("cost dash", curve.penalty), line("data", curve.data), line("total", curve.total),
    );
    plane.layer("words").replaceChildren(
      svg("line", { class: "event", x1: px(low), x2: px(low), y1: margin.top, y2: py(0) }),
      svg("text", { class: "halo", x: px(low) + 5, y: margin.top + 4 }, text(curve.single ? WORDS.least : WORDS.flat)),
    );
    plane.handles([{ key: "alpha", x: point.alpha, y: Math.min(top, point.total), lock: "x", label: text(WORDS.alpha) }]);
  }
  return { draw };
}
