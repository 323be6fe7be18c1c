/** Key and numbers of every schedule: its rate at the moment shown, and where it settles. */

import { byId, h, svg } from "../../core/dom.js";
import { drawExpression } from "../../core/expression.js";
import { num, number, rich, text } from "../../core/i18n.js";
import { look } from "../../terrain/looks.js";
import { before } from "../../terrain/trails.js";
import { WORDS } from "./words.js";

export function mountTable(lab, names) {
  const body = byId("standing");
  body.addEventListener("click", ({ target }) => {
    const row = target.closest("tr");
    if (row) lab.view.set({ row: Number(row.dataset.row) });
  });

  function build(rows) {
    const said = JSON.stringify(rows.map(({ key, numbers }) => [key, numbers]));
    if (body.dataset.said === said) return;
    body.dataset.said = said;
    body.replaceChildren(...rows.map((_, row) => {
      const { colour, stroke } = look(row);
      const key = svg("svg", { class: "key", viewBox: "0 0 24 12", "aria-hidden": "true" }, svg("path", { d: "M0 6h24", stroke: colour, "stroke-dasharray": stroke, "stroke-width": 2.5 }));
      const name = h("button", { type: "button", className: "plain-button", title: text(WORDS.formula) }, key, h("span", {}, rich(names.name(row, rows))));
      const cells = Array.from({ length: 3 }, () => h("td", { className: "n" }, Object.assign(num("–"), { className: "num told" })));
      const line = h("tr", {}, h("th", { scope: "row" }, name), ...cells);
      line.dataset.row = String(row);
      return line;
    }));
  }

  function draw(step) {
    const { rows, race, rates, mean } = lab.frames;
    build(rows);
    const chosen = Math.min(lab.view.get("row"), rows.length - 1);
    const kept = before(race.steps, step);
    rows.forEach((row, k) => {
      const line = body.children[k];
      line.firstChild.firstChild.setAttribute("aria-pressed", String(k === chosen));
      const at = kept * rows.length + k;
      const values = [rates.values.values[at], mean.above.values[at], row.floor];
      values.forEach((value, i) => { line.children[i + 1].firstChild.textContent = number(value, 4).replace(/^-/, "−"); });
    });
    byId("formula").replaceChildren(drawExpression(rows[chosen].formula, lab.frames));
  }
  return { draw };
}
