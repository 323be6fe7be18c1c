/** Key and numbers of all rows at the moment shown; pressing one spells it out. */

import { byId, h, svg } from "../core/dom.js";
import { num, number, rich, text } from "../core/i18n.js";
import { look } from "./looks.js";
import { WORDS } from "./words.js";

export function mountStanding(lab, names) {
  const body = byId("standing");
  body.addEventListener("click", ({ target }) => {
    const row = target.closest("tr");
    if (row) lab.view.set({ row: Number(row.dataset.row) });
  });

  function build(rows) {
    const said = JSON.stringify(rows.map(({ key, lr }) => [key, lr]));
    if (body.dataset.said === said) return;
    body.dataset.said = said;
    body.replaceChildren(...rows.map(({ lr }, row) => {
      const { colour, stroke } = look(row);
      const key = svg("svg", { class: "key", viewBox: "0 0 24 12", "aria-hidden": "true" }, svg("path", { d: "M0 6h24", stroke: colour, "stroke-dasharray": stroke, "stroke-width": 2.5 }));
      const name = h("button", { type: "button", className: "plain-button", title: text(WORDS.spell) }, key, h("span", {}, rich(names.name(row, rows))));
      const cells = ["lr", "f", "x", "y"].map((what) => h("td", { className: "n" }, Object.assign(num(what === "lr" ? number(lr) : "–"), { className: "num told" })));
      const line = h("tr", {}, h("th", { scope: "row" }, name), ...cells);
      line.dataset.row = String(row);
      return line;
    }));
  }

  function draw(moment, step) {
    const { rows } = lab.frames;
    build(rows);
    rows.forEach((row, k) => {
      const line = body.children[k];
      line.firstChild.firstChild.setAttribute("aria-pressed", String(k === lab.view.get("row")));
      line.classList.toggle("ended", Boolean(row.end) && step >= row.end.step);
      const found = moment.at(Math.min(step, row.last), k);
      const values = found ? [found.value, ...found.point] : [null, null, null];
      values.forEach((value, i) => { line.children[i + 2].firstChild.textContent = number(value, 4).replace(/^-/, "−"); });
    });
  }
  return { draw };
}
