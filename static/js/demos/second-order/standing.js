/** Every method at the moment shown: where it is, and what it has asked for so far. */

import { byId, h, svg } from "../../core/dom.js";
import { count, num, number, rich, text } from "../../core/i18n.js";
import { look } from "../../terrain/looks.js";
import { WORDS } from "../../terrain/words.js";
import { momentOf } from "./moment.js";

const signed = (x) => number(x, 4).replace(/^-/, "−");

export function mountStanding(lab, names) {
  const body = byId("standing");
  body.addEventListener("click", ({ target }) => {
    const row = target.closest("tr");
    if (row) lab.view.set({ row: Number(row.dataset.row) });
  });

  function build(rows) {
    if (body.children.length === rows.length) return;
    body.replaceChildren(...rows.map((_, row) => {
      const { colour, stroke } = look(row);
      const key = svg("svg", { class: "key", viewBox: "0 0 24 12", "aria-hidden": "true" }, svg("path", { d: "M0 6h24", stroke: colour, "stroke-dasharray": stroke, "stroke-width": 2.5 }));
      const name = h("button", { type: "button", className: "plain-button", title: text(WORDS.spell) }, key, h("span", {}, rich(names.name(row, rows))));
      const cells = Array.from({ length: 6 }, () => h("td", { className: "n" }, Object.assign(num("–"), { className: "num told" })));
      const line = h("tr", {}, h("th", { scope: "row" }, name), ...cells);
      line.dataset.row = String(row);
      return line;
    }));
  }

  function draw(step, chosen) {
    const { rows } = lab.frames;
    build(rows);
    rows.forEach((row, k) => {
      const line = body.children[k];
      line.firstChild.firstChild.setAttribute("aria-pressed", String(k === chosen));
      line.classList.toggle("ended", Boolean(row.end) && step >= row.end.step);
      const found = momentOf(lab.frames, step, k);
      const shown = [signed(found.values), ...found.points.map(signed), ...found.counts.map(count)];
      shown.forEach((said, i) => { line.children[i + 1].firstChild.textContent = said; });
    });
  }
  return { draw };
}
